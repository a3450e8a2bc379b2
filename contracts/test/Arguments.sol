// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import "../src/Roles.sol";

/// @notice Arguments of the right shape for any function, put together from the types in its signature: heads in place, one
/// item a list, of random words that mean something more often than chance would have it.
abstract contract Arguments {
    uint256 internal dice;
    address[] internal pool; // the accounts that matter

    function arguments(string memory signature) internal returns (bytes memory heads) {
        bytes memory types = bytes(signature);
        uint256 pos = 0;
        while (types[pos] != "(") pos++;
        bytes memory tails;
        uint256 headBytes = 32 * headWords(types, pos + 1);
        for (pos++; pos < types.length - 1;) {
            uint256 end = endOf(types, pos);
            bool list = types[end - 1] == "]";
            bool raw = isBytes(types, pos, end);
            if (list || raw) {
                heads = bytes.concat(heads, bytes32(headBytes + tails.length));
                tails = bytes.concat(tails, list ? bytes.concat(bytes32(uint256(1)), words(types, pos, end)) : blob());
            } else {
                heads = bytes.concat(heads, words(types, pos, end));
            }
            pos = types[end] == "," ? end + 1 : end;
        }
        return bytes.concat(heads, tails);
    }

    function headWords(bytes memory types, uint256 pos) private pure returns (uint256 count) {
        while (pos < types.length - 1) {
            uint256 end = endOf(types, pos);
            bool dynamic = types[end - 1] == "]" || isBytes(types, pos, end);
            count += dynamic ? 1 : fields(types, pos, end);
            pos = types[end] == "," ? end + 1 : end;
        }
    }

    /// The end of the type that begins at `pos`.
    function endOf(bytes memory types, uint256 pos) private pure returns (uint256 end) {
        uint256 depth = 0;
        for (end = pos; end < types.length; end++) {
            if (types[end] == "(") depth++;
            if (depth == 0 && (types[end] == ")" || types[end] == ",")) return end;
            if (types[end] == ")") depth--;
        }
    }

    function fields(bytes memory types, uint256 pos, uint256 end) private pure returns (uint256 count) {
        count = 1;
        for (; pos < end; pos++) if (types[pos] == ",") count++;
    }

    function isBytes(bytes memory types, uint256 pos, uint256 end) private pure returns (bool) {
        return end - pos == 5 && types[pos] == "b" && types[pos + 1] == "y";
    }

    /// A word for each field of the type: addresses that matter, small numbers, the roles' words.
    function words(bytes memory types, uint256 pos, uint256 end) private returns (bytes memory result) {
        bool begins = true;
        for (; pos < end; pos++) {
            if (begins && types[pos] != "(") result = bytes.concat(result, word(types, pos));
            begins = types[pos] == "(" || types[pos] == ",";
        }
    }

    /// A number fits its type, so that the function is reached; the one of eight bits is an enum of three.
    function word(bytes memory types, uint256 pos) private returns (bytes32) {
        if (types[pos] == "a") {
            address account = roll() % (pool.length + 1) == 0 ? address(uint160(roll())) : pool[roll() % pool.length];
            return bytes32(uint256(uint160(account)));
        }
        if (types[pos] == "b" && types[pos + 1] == "o") return bytes32(roll() % 2);
        if (types[pos] == "b") return [bytes32(roll() % 4), MINTER_ROLE, ROLE_MANAGER_ROLE, bytes32(roll())][roll() % 4];
        uint256 size = bits(types, pos);
        if (size == 8) return bytes32(roll() % 3);
        uint256 most = type(uint256).max >> (256 - size);
        if (types[pos] == "i") most = most >> 1;
        return bytes32([roll() % 4, roll() % 1_000, most, block.timestamp][roll() % 4] & most);
    }

    /// The size of a uint or an int.
    function bits(bytes memory types, uint256 pos) private pure returns (uint256 size) {
        for (pos += types[pos] == "u" ? 4 : 3; types[pos] >= "0" && types[pos] <= "9"; pos++) {
            size = size * 10 + uint8(types[pos]) - 48;
        }
    }

    /// 65 bytes that are nobody's signature.
    function blob() private returns (bytes memory) {
        return bytes.concat(bytes32(uint256(65)), bytes32(roll()), bytes32(roll()), bytes1(uint8(27 + roll() % 2)), bytes31(0));
    }

    function roll() internal returns (uint256) {
        dice = uint256(keccak256(abi.encode(dice)));
        return dice;
    }
}

package io.fairway.chain.keys.vault;

import java.nio.file.Path;

/// How a PKCS#11 module is reached.
///
/// @param library the manufacturer's shared library
/// @param slot the index of the slot in the module's list
/// @param pin where its PIN comes from
/// @param software true when keys are in files, as with SoftHSM2: no protection that a production
///   profile may rely on
record ModuleSettings(Path library, int slot, Pin pin, boolean software) {}

package io.fairway.cluster.planted;

import io.fairway.cluster.NodeState;

/// What a member stands on does not know of the member.
public record MemberFromBelow(NodeState state) {}

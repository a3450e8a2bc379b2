package io.fairway.cluster;

/// What a member of a cluster is doing.
public enum NodeState {
  /// It looks for a leader, or stands for election: nobody is served by it.
  ELECTING,
  /// It applies what the leader commits.
  FOLLOWER,
  /// It takes commands.
  LEADER
}

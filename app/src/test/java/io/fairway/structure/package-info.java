/// The structure of the house as tests. Each rule has a negative test that plants a violation and
/// sees the rule fail; the planted classes stand in packages named `planted`.
@org.jspecify.annotations.NullMarked
package io.fairway.structure;

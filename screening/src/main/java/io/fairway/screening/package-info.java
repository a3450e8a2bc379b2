/// Lists, names, addresses.
@org.jspecify.annotations.NullMarked
package io.fairway.screening;

/// The words of control: business calendar, audit, requirement ids.
@org.jspecify.annotations.NullMarked
package io.fairway.control;

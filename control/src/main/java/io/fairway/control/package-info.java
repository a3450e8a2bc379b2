/// The words of control: business calendar, audit, what may stand on a screen, requirement ids.
@org.jspecify.annotations.NullMarked
package io.fairway.control;

/// Order files and the parties they name, as they come in from outside.
///
/// ```
/// bytes -> Lines -> Records -> OrderParser(Mapping) -> OrderLine: Valid | Malformed
/// ```
@org.jspecify.annotations.NullMarked
package io.fairway.payments.order;

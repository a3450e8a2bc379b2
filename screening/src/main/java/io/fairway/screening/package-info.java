/// Lists, names, addresses: who is on a sanctions list, and how close a name comes to one.
///
/// Front door: [io.fairway.screening.Screening]. Reading order: `ListFolder` chooses the files,
/// `OfacReader` and `UnReader` read them, `NameText` makes names comparable, `NameIndex` finds
/// candidates, `Scorer` scores them.
///
/// Scores are whole thousandths outside this room; the arithmetic inside is floating point, which
/// is allowed here because no amount of money is ever computed from it.
@org.jspecify.annotations.NullMarked
package io.fairway.screening;

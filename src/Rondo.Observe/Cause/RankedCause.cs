namespace Rondo.Observe.Cause;

/// <summary>A range of a column whose rows make the error larger than it was at training.</summary>
/// <param name="Range">In words, such as <c>temp above 0.46</c>.</param>
/// <param name="IsOutside">Whether the reference had no such values.</param>
/// <param name="Share">Of the current rows, 0 to 1.</param>
/// <param name="ReferenceShare">Of the reference's.</param>
/// <param name="Error">The mean error inside the range.</param>
/// <param name="ElsewhereError">The mean error of all other rows.</param>
/// <param name="ReferenceError">The mean out-of-fold error inside it at training; null when there were no rows.</param>
/// <param name="Explains">The share of the rise in the mean error that rows of this range make by being more than they were; 0 to 1, and above where other ranges make up for it.</param>
/// <param name="Examples">Places of the rows with the largest errors, at most five.</param>
public sealed record RankedCause(
    string Column, string Range, bool IsOutside, int Rows, double Share, double ReferenceShare, double Error, double ElsewhereError, double? ReferenceError, double Explains, int[] Examples);

/// <summary>A range in which the model errs more than it did in the same range at training.</summary>
public sealed record WeakSlice(string Column, string Range, int Rows, double Error, double ReferenceError, double PValue);

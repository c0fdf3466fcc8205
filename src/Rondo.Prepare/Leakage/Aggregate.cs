namespace Rondo.Prepare.Leakage;

/// <summary>What an aggregate of the target is in each row of a grouping, as it leaks and as it would not.</summary>
/// <param name="What">Such as <c>the sum</c>.</param>
/// <param name="Leaking">With the row's own target, or with later ones. NaN where there is none.</param>
/// <param name="Twin">The same without them. NaN where there is none.</param>
/// <param name="IsTwinHonest">Whether the twin looks at earlier rows alone; if not, it leaks too.</param>
sealed record Aggregate(string What, double[] Leaking, double[] Twin, bool IsTwinHonest);

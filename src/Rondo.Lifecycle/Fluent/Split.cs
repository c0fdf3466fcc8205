using Rondo.Lifecycle.Spec;

namespace Rondo.Lifecycle.Fluent;

/// <summary>Which rows are held out for the test.</summary>
public static class Split
{
    public static SplitSpec Random(double? test = null, long? seed = null, string? group = null) =>
        new() { Strategy = "random", Test = test, Seed = seed, Group = group };

    public static SplitSpec Stratified(double? test = null, long? seed = null, string? group = null) =>
        new() { Strategy = "stratified", Test = test, Seed = seed, Group = group };

    /// <summary>The newest rows: a share of them, or those from a point of time on.</summary>
    public static SplitSpec Time(double? test = null, string? from = null, string? group = null) =>
        new() { Strategy = "time", Test = test, From = from, Group = group };

    /// <summary>By the hash of a column, so that a row stays on its side when others come.</summary>
    public static SplitSpec Hash(string? key = null, double? test = null, string? group = null) =>
        new() { Strategy = "hash", Key = key, Test = test, Group = group };

    /// <summary>By a column of <c>train</c> and <c>test</c>.</summary>
    public static SplitSpec Column(string column) => new() { Strategy = "column", Column = column };
}

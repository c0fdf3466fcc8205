namespace Rondo.Engine.Statistics;

/// <summary>Differences of values that belong together row by row.</summary>
static class PairedValues
{
    /// <summary>The reference's less the current ones'.</summary>
    public static double[] Differences(this StatisticInput input)
    {
        var (reference, current) = (input.Numbers("reference"), input.Numbers("current"));
        if (reference.Length != current.Length)
            throw input.Bad("current", FormattableString.Invariant($"it has {current.Length} values and the reference {reference.Length}"), "one value for each of the reference's, in the same order");
        return [.. reference.Zip(current, (first, second) => first - second)];
    }
}

using System.Globalization;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>Levels that are the classes under other names, one to one.</summary>
static class Renaming
{
    // The chance that so many columns of the same counts would agree with the classes once by luck is below one in a million.
    private static readonly double s_luck = Functions.Log(1e6);

    /// <summary>The evidence, or null.</summary>
    public static string? Of(LeakageData data, int[] codes, int[] classes)
    {
        var classOf = new Dictionary<int, int>();
        for (var i = 0; i < codes.Length; i++)
        {
            if (!classOf.TryGetValue(codes[i], out var known)) classOf.Add(codes[i], known = classes[i]);
            if (known != classes[i] || classOf.Count > data.Target.Classes.Length) return null;
        }
        if (classOf.Count < 2 || classOf.Values.Distinct().Count() != classOf.Count) return null;
        if (Arrangements(classes) < s_luck + Functions.Log(data.Features.Length)) return null;
        return string.Create(CultureInfo.InvariantCulture, $"has {classOf.Count} values that match the {classOf.Count} classes of '{data.TargetName}' one to one in all {codes.Length} rows looked at");
    }

    // The logarithm of the number of ways to spread the classes over the rows.
    static double Arrangements(int[] classes)
    {
        var counts = new Dictionary<int, int>();
        var log = 0.0;
        for (var i = 0; i < classes.Length; i++)
        {
            var count = counts[classes[i]] = counts.GetValueOrDefault(classes[i]) + 1;
            log += Functions.Log((i + 1.0) / count);
        }
        return log;
    }
}

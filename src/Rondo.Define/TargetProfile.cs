using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Data;

namespace Rondo.Define;

/// <summary>A class of a target and the rows that have it.</summary>
public sealed record ClassCount(string Name, int Count);

/// <summary>What a target column holds, as far as the choice of a task needs it.</summary>
/// <param name="Classes">The distinct values in order, numbers by value and text by code; null when there are more than <see cref="MaxClasses"/>.</param>
public sealed record TargetProfile(ColumnType Type, int Rows, int Missing, bool IsWhole, ImmutableArray<ClassCount>? Classes)
{
    public const int MaxClasses = 1000;

    public int Known => Rows - Missing;

    public static TargetProfile Of(Column column) => column switch
    {
        TextColumn text => OfText(text),
        IntegerColumn integers => OfNumbers(column, row => integers.Values[row], isWhole: true),
        DoubleColumn doubles => OfNumbers(column, row => doubles.Values[row], isWhole: AreWhole(doubles.Values)),
        _ => throw new ArgumentException($"A column of {column.Type.Word} has no profile.", nameof(column)),
    };

    /// <summary>The name of a value as a class: text as it is, true or false, and numbers in their shortest spelling.</summary>
    public static string NameOf(Column column, int row) => column switch
    {
        TextColumn text => text[row]!,
        IntegerColumn { Type: ColumnType.Boolean } flags => flags.Values[row] == 0 ? "false" : "true",
        IntegerColumn integers => integers.Values[row].ToString(CultureInfo.InvariantCulture),
        DoubleColumn doubles => NameOf(doubles.Values[row]),
        _ => throw new ArgumentException($"A column of {column.Type.Word} has no classes.", nameof(column)),
    };

    // 3.0 and 3 are one class, whichever way a file spells it; and so are 0 and -0.
    static string NameOf(double value) => (value + 0.0).ToString("R", CultureInfo.InvariantCulture);

    static TargetProfile OfText(TextColumn column)
    {
        var counts = new int[column.Dictionary.Length];
        var missing = 0;
        foreach (var code in column.Codes)
        {
            if (code < 0) missing++;
            else counts[code]++;
        }
        var classes = column.Dictionary.Zip(counts)
            .Where(pair => pair.Second > 0)
            .GroupBy(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ClassCount(group.Key, group.Sum()))
            .ToImmutableArray();
        return new TargetProfile(column.Type, column.Length, missing, IsWhole: false, classes.Length <= MaxClasses ? classes : null);
    }

    static TargetProfile OfNumbers<T>(Column column, Func<int, T> value, bool isWhole)
        where T : notnull
    {
        var counts = new Dictionary<T, (int Row, int Count)>();
        var missing = 0;
        for (var row = 0; row < column.Length; row++)
        {
            if (column.IsMissing(row))
            {
                missing++;
                continue;
            }
            if (counts.Count > MaxClasses) continue;
            var known = counts.GetValueOrDefault(value(row), (row, 0));
            counts[value(row)] = (known.Item1, known.Item2 + 1);
        }
        ImmutableArray<ClassCount>? classes = counts.Count > MaxClasses ? null
            : [.. counts.OrderBy(pair => pair.Key).Select(pair => new ClassCount(NameOf(column, pair.Value.Row), pair.Value.Count))];
        return new TargetProfile(column.Type, column.Length, missing, isWhole, classes);
    }

    static bool AreWhole(double[] values)
    {
        foreach (var value in values)
            if (!double.IsNaN(value) && value != Math.Floor(value)) return false;
        return true;
    }
}

using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;

namespace Rondo.Define;

/// <summary>Makes a target of a column without missing values.</summary>
public static class TargetEncoding
{
    /// <param name="classes">The names in the order of their indices; empty for regression.</param>
    public static Target Encode(Column column, TaskKind task, ImmutableArray<string> classes)
    {
        if (task == TaskKind.Regression) return Target.Regression(Numbers(column));
        var codes = classes.Select((name, code) => (name, code)).ToDictionary(p => p.name, p => (double)p.code, StringComparer.Ordinal);
        return new Target(task, column is TextColumn text ? Codes(text, codes) : Codes(column, codes), classes);
    }

    static double[] Numbers(Column column) => column switch
    {
        DoubleColumn doubles => doubles.Values,
        IntegerColumn integers => Array.ConvertAll(integers.Values, value => (double)value),
        _ => throw new ArgumentException($"A column of {column.Type.Word} holds no numbers.", nameof(column)),
    };

    static double[] Codes(TextColumn column, Dictionary<string, double> codes)
    {
        var byEntry = Array.ConvertAll(column.Dictionary, name => codes.GetValueOrDefault(name, double.NaN));
        return Array.ConvertAll(column.Codes, code => byEntry[code]);
    }

    static double[] Codes(Column column, Dictionary<string, double> codes)
    {
        // A number's name is made once for each value, not for each row.
        var known = new Dictionary<long, double>();
        var values = new double[column.Length];
        for (var row = 0; row < values.Length; row++)
        {
            var bits = column is IntegerColumn integers ? integers.Values[row] : BitConverter.DoubleToInt64Bits(((DoubleColumn)column).Values[row]);
            if (!known.TryGetValue(bits, out values[row])) known.Add(bits, values[row] = codes[TargetProfile.NameOf(column, row)]);
        }
        return values;
    }
}

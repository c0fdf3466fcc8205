using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Errors;
using Rondo.Engine.Recipes;

namespace Rondo.Lifecycle.Exports;

/// <summary>What an export said of some rows: the numbers, row by row, and the index of each row's class (0 for regression).</summary>
public sealed record ExportAnswers(double[] Values, int[] Classes)
{
    /// <summary>Reads a line for each row: the numbers and the class, with tabs between.</summary>
    public static ExportAnswers Read(string text, int rows, int outputs)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length != rows) throw new RondoException("export_failed", $"The export answered {lines.Length} of {rows} rows.");
        var answers = new ExportAnswers(new double[rows * outputs], new int[rows]);
        for (var row = 0; row < rows; row++)
        {
            var fields = lines[row].Split('\t');
            for (var k = 0; k < outputs; k++) answers.Values[row * outputs + k] = NumberOf(fields[k]);
            answers.Classes[row] = int.Parse(fields[outputs], CultureInfo.InvariantCulture);
        }
        return answers;
    }

    /// <summary>How far these answers are from the model's own.</summary>
    public ExportDifference From(Predictions expected)
    {
        var (labels, largest) = (0, 0.0);
        var outputs = expected.Outputs;
        for (var row = 0; row < expected.Rows; row++)
            if (expected.Task != TaskKind.Regression && expected.ClassOf(row) != Classes[row]) labels++;
        for (var k = 0; k < outputs; k++)
        {
            // Beside numbers of the usual size those near 0 are none by which a difference could be measured.
            var least = 1e-3 * Math.Sqrt(Enumerable.Range(0, expected.Rows).Sum(row => Square(expected.Values[row * outputs + k])) / Math.Max(1, expected.Rows));
            for (var i = k; i < Values.Length; i += outputs)
            {
                if (Values[i].Equals(expected.Values[i])) continue;
                var relative = Math.Abs(Values[i] - expected.Values[i]) / Math.Max(Math.Abs(expected.Values[i]), least);
                largest = Math.Max(largest, double.IsNaN(relative) ? double.PositiveInfinity : relative);
            }
        }
        return new ExportDifference(expected.Rows, labels, largest);
    }

    static double Square(double x) => double.IsFinite(x) ? x * x : 0;

    static double NumberOf(string text) => text switch
    {
        "nan" or "-nan" or "NaN" => double.NaN,
        "inf" or "Infinity" => double.PositiveInfinity,
        "-inf" or "-Infinity" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };
}

/// <summary>How an export differs from its model.</summary>
/// <param name="Labels">Rows with another class.</param>
/// <param name="Largest">The largest relative difference of a number.</param>
public readonly record struct ExportDifference(int Rows, int Labels, double Largest)
{
    public bool IsWithin(double relative) => Labels == 0 && Largest <= relative;
}

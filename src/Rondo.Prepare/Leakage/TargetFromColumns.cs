using System.Collections.Immutable;
using System.Globalization;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;

namespace Rondo.Prepare.Leakage;

/// <summary>Few columns of which the target is the sum, difference, product or ratio, as registered and casual riders add up to all riders.</summary>
[Part("target_from_columns", "Finds few columns of which the target is a sum, difference, product or ratio.")]
public sealed record TargetFromColumns : ILeakageTest
{
    private const double Exact = 1e-8, Near = 1e-4;
    private const int MostFound = 5, MostParts = 10, MinRows = 50, MostColumns = 300;

    public IEnumerable<LeakFinding> Search(LeakageData data, CancellationToken cancellation)
    {
        if (data.Target.Task is not (TaskKind.Regression or TaskKind.Binary) || data.Rows < MinRows) yield break;
        // With a column that tells the target alone, any other makes a pair.
        var names = data.Features.Where(f => Numbers.AreIn(data.Table[f]) && !data.Table[f].Type.IsTemporal && !data.IsLeakAlone(f)).ToList();
        if (names.Count > MostColumns) names = Nearest(data, names);
        for (var found = 0; found < MostFound && names.Count > 1; found++)
        {
            if (Find(data, names, cancellation) is not { } finding) yield break;
            yield return finding;
            names.RemoveAll(finding.Columns.Contains);
        }
    }

    // Of very many columns those that correlate most with the target.
    static List<string> Nearest(LeakageData data, List<string> names)
    {
        var target = data.Sample.Target.Values;
        var correlations = names.ToDictionary(n => n, n => Association.Of(Numbers.Of(data.Table[n], data.Sample.Rows), target), StringComparer.Ordinal);
        var nearest = names.OrderByDescending(n => correlations[n]).Take(MostColumns).ToHashSet(StringComparer.Ordinal);
        return [.. names.Where(nearest.Contains)];
    }

    static LeakFinding? Find(LeakageData data, List<string> names, CancellationToken cancellation)
    {
        if (CompleteRows.Of(data, names) is not { } rows || rows.Target.Length < MinRows) return null;
        return Sum(data, rows, FewColumns.Find(rows, Share(data, rows), cancellation)) ?? LongSum(data, rows, cancellation)
            ?? (data.Target.Task == TaskKind.Regression && rows.Logarithms() is { } logarithms ? Product(data, logarithms, FewColumns.Find(logarithms, Near, cancellation)) : null);
    }

    // What the row before leaves unexplained is all there is to explain in a series.
    static double Share(LeakageData data, CompleteRows rows)
    {
        if (data.Target.Task != TaskKind.Regression) return Exact;
        var (_, deviation) = Moments.Of(rows.Target);
        return Near * Math.Min(1, data.Sample.Before.Error / (deviation * deviation));
    }

    static LeakFinding? Sum(LeakageData data, CompleteRows rows, int[] columns)
    {
        if (columns.Length == 0) return null;
        var share = Share(data, rows);
        var fit = LinearFit.Of(Array.ConvertAll(columns, j => rows.Columns[j]), rows.Target);
        if (fit.Left > share || fit.TypicalLeft(rows.Target) > Math.Sqrt(Near)) return null;
        var isPlain = fit.Coefficients.All(c => Math.Abs(Math.Abs(c) - 1) < 0.01);
        var isError = fit.Left <= share * (Exact / Near) || isPlain;
        var (_, deviation) = Moments.Of(rows.Target);
        var formula = string.Concat(columns.Select((j, i) => Term(fit.Coefficients[i], rows.Names[j], i == 0)));
        if (Math.Abs(fit.Intercept) > 1e-6 * deviation) formula += string.Create(CultureInfo.InvariantCulture, $" {(fit.Intercept < 0 ? '-' : '+')} {Math.Abs(fit.Intercept):G6}");
        return Finding(data, [.. columns.Select(j => rows.Names[j])], isError, formula, rows.Target.Length, $"never further than {Words.Number(fit.Largest < 1e-9 * deviation ? 0 : fit.Largest)} off");
    }

    // More than three parts count only as a plain sum: any coefficients would also fit a made formula, and an honest one.
    static LeakFinding? LongSum(LeakageData data, CompleteRows rows, CancellationToken cancellation)
    {
        if (rows.Names.Length is < 4 or > 60 || rows.Target.Length < 20 * rows.Names.Length) return null;
        cancellation.ThrowIfCancellationRequested();
        var all = LinearFit.Of(rows.Columns, rows.Target);
        if (all.Left > Exact) return null;
        var (_, deviation) = Moments.Of(rows.Target);
        int[] parts = [.. Enumerable.Range(0, rows.Names.Length).Where(j => Math.Abs(all.Coefficients[j]) * Moments.Of(rows.Columns[j]).StandardDeviation > 1e-4 * deviation)];
        if (parts.Length is < 2 or > MostParts || parts.Any(j => Math.Abs(Math.Abs(all.Coefficients[j]) - Math.Abs(all.Coefficients[parts[0]])) > 1e-3 * Math.Abs(all.Coefficients[j]))) return null;
        return Sum(data, rows, parts);
    }

    static LeakFinding? Product(LeakageData data, CompleteRows rows, int[] columns)
    {
        if (columns.Length == 0) return null;
        var fit = LinearFit.Of(Array.ConvertAll(columns, j => rows.Columns[j]), rows.Target);
        // Powers other than these would be no product or ratio, but a law with noise.
        if (fit.Left > 1e-6 || fit.Coefficients.Any(c => Math.Abs(Math.Abs(c) - Math.Round(Math.Abs(c))) > 1e-3 || Math.Round(Math.Abs(c)) is < 1 or > 2)) return null;
        var formula = string.Concat(columns.Select((j, i) => Factor((int)Math.Round(fit.Coefficients[i]), rows.Names[j], i == 0)));
        var factor = Functions.Exp(fit.Intercept);
        if (Math.Abs(factor - 1) > 1e-6) formula = string.Create(CultureInfo.InvariantCulture, $"{factor:G6} × {formula}");
        return Finding(data, [.. columns.Select(j => rows.Names[j])], isError: true, formula, rows.Target.Length, $"never further than {Words.Number(100 * fit.Largest)}% off");
    }

    static LeakFinding Finding(LeakageData data, ImmutableArray<string> columns, bool isError, string formula, int rows, string distance) => new(
        "target_from_columns", isError ? LeakSeverity.Error : LeakSeverity.Warning, columns,
        string.Create(CultureInfo.InvariantCulture, $"The target can be computed: {data.TargetName} = {formula} in all {rows} rows looked at, {distance}."), Fixes.Drop(data, columns));

    static string Term(double coefficient, string name, bool isFirst)
    {
        var size = Math.Abs(Math.Abs(coefficient) - 1) < 1e-6 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(coefficient):G6} × ");
        return $"{(coefficient < 0 ? isFirst ? "-" : " - " : isFirst ? "" : " + ")}{size}{name}";
    }

    static string Factor(int power, string name, bool isFirst) =>
        $"{(power < 0 ? isFirst ? "1 / " : " / " : isFirst ? "" : " × ")}{name}{(Math.Abs(power) == 2 ? "²" : "")}";
}

using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics;

namespace Rondo.Prepare.Profile;

/// <summary>Correlations between columns: of numbers (Pearson, Spearman), of categories (Cramer's V), of a category with a number (correlation ratio).</summary>
public sealed record Associations
{
    public AssociationMatrix Pearson { get; init; } = AssociationMatrix.Empty;

    public AssociationMatrix Spearman { get; init; } = AssociationMatrix.Empty;

    public AssociationMatrix CramersV { get; init; } = AssociationMatrix.Empty;

    /// <summary>Rows are categories, columns are numbers.</summary>
    public AssociationMatrix CorrelationRatio { get; init; } = AssociationMatrix.Empty;

    /// <summary>Columns of numbers and categories that are in none of them, because there are too many or they have too many categories.</summary>
    public int LeftOut { get; init; }

    internal static Associations Of(ImmutableArray<ProfiledColumn> columns, ProfileOptions options, CancellationToken cancellation)
    {
        ProfiledColumn[] numbers = [.. columns.Where(c => c.Values is not null)];
        ProfiledColumn[] able = [.. columns.Where(c => IsCategory(c.Column) && c.Profile.Distinct >= 2)];
        ProfiledColumn[] categories = [.. able.Where(c => c.Profile.Distinct <= options.MaxCategories).Take(options.MaxCorrelated)];
        ImmutableArray<string> names = [.. numbers.Select(c => c.Name)];
        var codes = categories.Select(CodesOf).ToArray();
        var values = numbers.Select(c => c.Values!).ToArray();
        return new Associations
        {
            Pearson = AssociationMatrix.Of(names, CorrelationMatrix.Pearson(values, options.Threads, cancellation)),
            Spearman = options.WithRanks ? AssociationMatrix.Of(names, CorrelationMatrix.Spearman([.. numbers.Select(c => c.Ranks!)], options.Threads, cancellation)) : AssociationMatrix.Empty,
            CramersV = AssociationMatrix.Of([.. categories.Select(c => c.Name)], CramersVs(categories, codes, options.Threads, cancellation)),
            CorrelationRatio = Ratios(categories, codes, numbers, options.Threads, cancellation),
            LeftOut = columns.Count(c => IsNumber(c.Column) && c.Profile.Numbers is { } n && n.Min < n.Max) - numbers.Length + able.Length - categories.Length,
        };
    }

    internal static bool IsNumber(Column column) => column.Type is ColumnType.Double or ColumnType.Int64;

    static bool IsCategory(Column column) => column.Type is ColumnType.Text or ColumnType.Boolean;

    static int[] CodesOf(ProfiledColumn column)
    {
        var codes = new int[column.Column.Length];
        if (column.Column is TextColumn texts)
        {
            for (var row = 0; row < codes.Length; row++) codes[row] = texts.Codes[row] < 0 ? -1 : column.Texts!.OfCode[texts.Codes[row]];
            return codes;
        }
        var flags = (IntegerColumn)column.Column;
        for (var row = 0; row < codes.Length; row++) codes[row] = flags.IsMissing(row) ? -1 : (int)flags.Values[row];
        return codes;
    }

    static double?[,] CramersVs(ProfiledColumn[] categories, int[][] codes, int threads, CancellationToken cancellation)
    {
        var matrix = new double?[categories.Length, categories.Length];
        (int I, int J)[] pairs = [.. from i in Enumerable.Range(0, categories.Length) from j in Enumerable.Range(0, i) select (i, j)];
        WorkBlocks.Run(pairs.Length, 1, threads, (pair, _, _) =>
        {
            var (i, j) = pairs[pair];
            var (rows, columns) = ((int)categories[i].Profile.Distinct, (int)categories[j].Profile.Distinct);
            var counts = new int[rows * columns];
            for (var row = 0; row < codes[i].Length; row++)
                if (codes[i][row] >= 0 && codes[j][row] >= 0) counts[codes[i][row] * columns + codes[j][row]]++;
            matrix[i, j] = matrix[j, i] = Engine.Statistics.CramersV.Of(counts, rows, columns);
        }, cancellation);
        for (var i = 0; i < categories.Length; i++) matrix[i, i] = 1;
        return matrix;
    }

    static AssociationMatrix Ratios(ProfiledColumn[] categories, int[][] codes, ProfiledColumn[] numbers, int threads, CancellationToken cancellation)
    {
        var values = new double?[categories.Length * numbers.Length];
        WorkBlocks.Run(categories.Length == 0 ? 0 : numbers.Length, 1, threads, (j, _, _) =>
        {
            var column = numbers[j].Column is IntegerColumn whole ? ColumnConversion.ToDouble(whole).Values : ((DoubleColumn)numbers[j].Column).Values;
            var statistics = numbers[j].Profile.Numbers!;
            var unit = Math.Max(statistics.Max - statistics.Mean, statistics.Mean - statistics.Min);
            for (var i = 0; i < categories.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                values[i * numbers.Length + j] = Engine.Statistics.CorrelationRatio.Of(codes[i], column, (int)categories[i].Profile.Distinct, statistics.Mean, unit);
            }
        }, cancellation);
        return new AssociationMatrix([.. categories.Select(c => c.Name)], [.. numbers.Select(c => c.Name)], [.. values]);
    }
}

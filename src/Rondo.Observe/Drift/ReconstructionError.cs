using MathNet.Numerics.LinearAlgebra;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Statistics;
using Rondo.Observe.Reference;

namespace Rondo.Observe.Drift;

/// <summary>
/// Whether current rows keep to the main directions of the reference's: each row is put into its principal components (two thirds of the variance) and back,
/// and the distances that are lost are compared by Kolmogorov-Smirnov. Values that are counted stand as how frequent they are in the reference (NannyML 2022).
/// Directions are learnt from one half of the reference and judged by the other, so that the p-value holds.
/// </summary>
static class ReconstructionError
{
    public const string Method = "pca_reconstruction";

    const int MostRows = 20_000, LeastRows = 40, MostColumns = 200;
    const double KeptVariance = 0.65;

    /// <returns>Null with too few rows, or fewer than three columns.</returns>
    public static ColumnTest? Test(Table reference, Table current, ulong seed)
    {
        if (reference.RowCount < LeastRows || current.RowCount < LeastRows / 2) return null;
        var random = new CounterRandom(seed, Method);
        var before = random.Child(1).Sample(reference.RowCount, Math.Min(MostRows, reference.RowCount));
        var (learnt, judged) = (reference.Take(before.AsSpan(0, before.Length / 2)), reference.Take(before.AsSpan(before.Length / 2)));
        Scale[] scales = [.. learnt.Schema.Fields.Take(MostColumns).Select((f, i) => Scale.Of(f.Name, learnt.Columns[i])).OfType<Scale>()];
        if (scales.Length < 3) return null;
        var directions = Directions(Matrix(learnt, scales));
        var (usual, now) = (Lost(Matrix(judged, scales), directions), Lost(Matrix(current.Take(random.Child(2).Sample(current.RowCount, Math.Min(MostRows, current.RowCount))), scales), directions));
        var result = new KolmogorovSmirnov().Compare(NumberSample.Of(usual, "reference"), NumberSample.Of(now, "current"));
        return new ColumnTest(Method, result.PValue ?? 1, result.Effect ?? 0);
    }

    // Those of the largest variances, as many as hold two thirds of it.
    static Matrix<double> Directions(Matrix<double> rows)
    {
        var eigen = (rows.TransposeThisAndMultiply(rows) / rows.RowCount).Evd(Symmetricity.Symmetric);
        var variances = eigen.EigenValues.Select(v => Math.Max(0, v.Real)).ToArray();
        var (kept, sum, total) = (0, 0.0, variances.Sum());
        while (kept < variances.Length - 1 && sum < KeptVariance * total) sum += variances[^(++kept)];
        return eigen.EigenVectors.SubMatrix(0, variances.Length, variances.Length - kept, kept);
    }

    static double[] Lost(Matrix<double> rows, Matrix<double> directions)
    {
        var rest = rows - rows * directions * directions.Transpose();
        return [.. rest.EnumerateRows().Select(row => row.L2Norm())];
    }

    static Matrix<double> Matrix(Table table, Scale[] scales) => Matrix<double>.Build.DenseOfColumnArrays(scales.Select(s => s.Apply(table[s.Name])));

    /// <summary>Numbers with mean 0 and deviation 1 in the rows that were learnt from; where nothing is known, the mean.</summary>
    sealed record Scale(string Name, double Mean, double Deviation, CategoryProfile? Frequencies)
    {
        public static Scale? Of(string name, Column column)
        {
            var profile = ColumnProfile.Of(name, column, 2);
            if (profile.IsTime || profile.Words is not null || profile.Missing == profile.Rows) return null;
            var plain = new Scale(name, 0, 1, profile.IsNumber ? null : profile.Categories);
            var (mean, deviation) = Moments.Of([.. plain.Values(column).Where(double.IsFinite)]);
            return deviation > 0 && double.IsFinite(deviation) ? plain with { Mean = mean, Deviation = deviation } : null;
        }

        // Bounded, so that one row beyond all others has its distance and no more.
        public double[] Apply(Column column) => [.. Values(column).Select(v => double.IsNaN(v) ? 0 : Math.Clamp((v - Mean) / Deviation, -1e3, 1e3))];

        IEnumerable<double> Values(Column column) => column switch
        {
            _ when Frequencies is { } counts => Labels(column).Select(label => label is null ? double.NaN : (double)counts.CountOf(label) / counts.Total),
            DoubleColumn doubles => doubles.Values,
            IntegerColumn whole => Enumerable.Range(0, whole.Length).Select(row => whole.IsMissing(row) ? double.NaN : whole.Values[row]),
            _ => Enumerable.Repeat(double.NaN, column.Length),
        };

        static IEnumerable<string?> Labels(Column column) => Enumerable.Range(0, column.Length).Select(row => column switch
        {
            TextColumn text => text[row],
            IntegerColumn { Type: ColumnType.Boolean } flags => flags.IsMissing(row) ? null : flags.Values[row] == 1 ? "true" : "false",
            _ => null,
        });
    }
}

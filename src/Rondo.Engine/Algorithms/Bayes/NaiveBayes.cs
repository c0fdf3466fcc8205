using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Bayes;

/// <summary>
/// Naive Bayes (Manning, Raghavan and Schütze 2008, chapter 13) with scikit-learn's smoothing. Categories of either kind have a
/// likelihood each with Laplace's smoothing. A missing value or an unknown category says nothing of the class.
/// </summary>
[Part("naive_bayes", "Classification by how likely each column's value is in each class.")]
public sealed record NaiveBayes : IAlgorithm
{
    // Two arrays of so many doubles are a gigabyte.
    private const long ValuesAtMost = 1 << 26;

    [Param("How numbers are distributed: gaussian, or multinomial for counts.")]
    public NaiveBayesKind Kind { get; init; } = NaiveBayesKind.Gaussian;

    [Param("Gaussian: share of the largest variance of a column that is added to all.", Min = 1e-12, Max = 1, Log = true, TuneMin = 1e-10, TuneMax = 0.1)]
    public double VarSmoothing { get; init; } = 1e-9;

    [Param("Added to the counts of categories and of a multinomial kind.", Min = 1e-10, Max = 1e6, Log = true, TuneMin = 0.01, TuneMax = 100)]
    public double Alpha { get; init; } = 1.0;

    public MatrixKind Matrix => MatrixKind.Native;

    public bool Learns(TaskKind task) => task.HasClasses;

    public IModel Fit(TrainingSet data, FitContext context)
    {
        if (!Learns(data.Target.Task)) throw new ArgumentException("Naive Bayes predicts classes.", nameof(data));
        var weights = RowWeights.Of(data);
        var totals = RowWeights.ClassTotals(data.Target, weights);
        var layout = new BayesLayout(Kind, [.. data.Features.Features], totals.Length);
        if (layout.Length > ValuesAtMost)
            throw new RondoException("too_many_categories", $"{totals.Length} classes with {layout.Width} columns and categories each don't fit into memory.", "Group rare categories.");
        layout.RefuseWhatHasNoLikelihood(data.Features);
        var (centres, variances) = (new double[(int)layout.Length], new double[(int)layout.Length]);
        var spreads = new double[layout.Features.Length];
        int[] labels = [.. data.Target.Values.Select(v => (int)v)];
        WorkBlocks.Run(layout.Features.Length, 1, context.Threads, (j, _, _) =>
        {
            var sums = new ClassSums(data.Features.Columns[j], labels, weights, totals.Length);
            if (layout.Features[j].IsCategorical) CountCategories(layout, j, data.Features.Columns[j], labels, weights, centres);
            else if (Kind == NaiveBayesKind.Gaussian) spreads[j] = sums.Describe(layout, j, centres, variances);
            else sums.Totals(layout, j, centres);
        }, context.Cancellation);
        if (Kind == NaiveBayesKind.Gaussian) Smooth(layout, variances, VarSmoothing * spreads.Append(0).Max());
        else ToShares(layout, centres);
        var all = Reductions.Sum(totals);
        return new NaiveBayesModel(layout, [.. totals.Select(t => t > 0 ? Functions.Log(t / all) : double.NegativeInfinity)], centres, variances);
    }

    void CountCategories(BayesLayout layout, int feature, float[] codes, int[] labels, double[] weights, double[] values)
    {
        var (offset, cardinality) = (layout.Offset(feature), layout.Features[feature].Cardinality);
        for (var i = 0; i < codes.Length; i++)
            if (codes[i] >= 0 && codes[i] < cardinality) values[labels[i] * layout.Width + offset + (int)codes[i]] += weights[i];
        for (var k = 0; k < layout.Classes; k++)
        {
            var own = values.AsSpan(k * layout.Width + offset, cardinality);
            var total = Reductions.Sum(own) + Alpha * cardinality;
            for (var c = 0; c < own.Length; c++) own[c] = Functions.Log((own[c] + Alpha) / total);
        }
    }

    // A column without any variance, when all others have none either, says nothing: its variance stays 0.
    static void Smooth(BayesLayout layout, double[] variances, double extra)
    {
        for (var j = 0; j < layout.Features.Length; j++)
            if (!layout.Features[j].IsCategorical)
                for (var k = 0; k < layout.Classes; k++) variances[k * layout.Width + layout.Offset(j)] += extra;
    }

    void ToShares(BayesLayout layout, double[] totals)
    {
        int[] numbers = [.. Enumerable.Range(0, layout.Features.Length).Where(j => !layout.Features[j].IsCategorical).Select(layout.Offset)];
        for (var k = 0; k < layout.Classes; k++)
        {
            var own = totals.AsSpan(k * layout.Width, layout.Width);
            var all = 0.0;
            foreach (var n in numbers) all += own[n] + Alpha;
            if (!double.IsFinite(all)) throw new RondoException("too_large_values", "The numbers are too large for naive Bayes.", "Scale the columns.");
            foreach (var n in numbers) own[n] = Functions.Log((own[n] + Alpha) / all);
        }
    }
}

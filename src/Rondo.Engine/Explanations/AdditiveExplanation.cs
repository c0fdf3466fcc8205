using System.Collections.Immutable;
using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Explanations;

/// <summary>Explanations by models that split their own scores, alone or as the weighted mean of several.</summary>
static class AdditiveExplanation
{
    private const int RowsAtATime = 16;

    /// <summary>One such model, or several whose scores are what the ensemble averages: numbers or probabilities, not log-odds.</summary>
    public static bool Applies(FittedPipeline pipeline)
    {
        if (pipeline.Task == TaskKind.Clustering || !pipeline.Branches.All(b => b.Model is IAdditiveModel)) return false;
        return pipeline.Branches is [{ Weight: 1 }] || pipeline.Branches.All(b => SpaceOf(pipeline, b) != ExplanationSpace.LogOdds);
    }

    public static Explanation Of(FittedPipeline pipeline, Table conforming, int threads, CancellationToken cancellation)
    {
        if (pipeline.Branches is [{ Weight: 1 } only]) return OfBranch(pipeline, only, conforming, threads, cancellation);
        var parts = pipeline.Branches.Select(b => (b.Weight, Part: OfBranch(pipeline, b, conforming, threads, cancellation).ByColumn())).ToArray();
        ImmutableArray<string> columns = [.. parts.SelectMany(p => p.Part.Features).Distinct(StringComparer.Ordinal)];
        var (outputs, rows) = (parts[0].Part.Outputs.Length, parts[0].Part.Rows);
        var (bases, contributions) = (new double[outputs], new double[checked(rows * outputs * columns.Length)]);
        foreach (var (weight, part) in parts)
        {
            int[] places = [.. part.Features.Select(name => columns.IndexOf(name))];
            for (var k = 0; k < outputs; k++) bases[k] += weight * part.Base[k];
            for (var i = 0; i < part.Contributions.Length; i++)
                contributions[i / places.Length * columns.Length + places[i % places.Length]] += weight * part.Contributions[i];
        }
        return parts[0].Part with { Features = columns, Columns = columns, Base = [.. bases], Contributions = contributions };
    }

    static Explanation OfBranch(FittedPipeline pipeline, FittedBranch branch, Table conforming, int threads, CancellationToken cancellation)
    {
        var model = (IAdditiveModel)branch.Model;
        var matrix = branch.Matrix(conforming);
        var (inputs, scores) = (model.Inputs, model.Scores);
        var contributions = new double[checked(matrix.Rows * scores * inputs)];
        WorkBlocks.Run(matrix.Rows, RowsAtATime, threads, (_, start, end) =>
        {
            var (row, split) = (new float[inputs], new double[scores * (inputs + 1)]);
            for (var i = start; i < end; i++)
            {
                matrix.CopyRow(i, row);
                model.Explain(row, split);
                for (var k = 0; k < scores; k++)
                    split.AsSpan(k * (inputs + 1), inputs).CopyTo(contributions.AsSpan((i * scores + k) * inputs));
            }
        }, cancellation);
        return new Explanation
        {
            Features = [.. branch.Encoder.Features.Select(f => f.Name)],
            Columns = Lineage.ColumnsOf(branch, pipeline),
            Outputs = [.. Explainer.Explained(pipeline).Names],
            Space = SpaceOf(pipeline, branch),
            IsBeforeCalibration = pipeline.Calibration is not null,
            IsExact = true,
            Base = BaseOf(model),
            Contributions = contributions,
            Rows = matrix.Rows,
        };
    }

    // The base is the model's, whatever the row.
    static ImmutableArray<double> BaseOf(IAdditiveModel model)
    {
        var split = new double[model.Scores * (model.Inputs + 1)];
        model.Explain(new float[model.Inputs], split);
        return [.. Enumerable.Range(1, model.Scores).Select(k => split[k * (model.Inputs + 1) - 1])];
    }

    static ExplanationSpace SpaceOf(FittedPipeline pipeline, FittedBranch branch) =>
        pipeline.Task == TaskKind.Regression ? ExplanationSpace.Prediction
        : ((IAdditiveModel)branch.Model).ScoresAreProbabilities ? ExplanationSpace.Probability
        : ExplanationSpace.LogOdds;
}

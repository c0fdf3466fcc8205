using Rondo.Engine.Algorithms;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;
using Rondo.Engine.Transforms;

namespace Rondo.Engine.Tests.Explanations;

/// <summary>A model that is a formula, so that its explanations are known.</summary>
sealed class FormulaModel(int inputs, Func<float[], double> formula) : IModel
{
    public int Inputs => inputs;

    public int Outputs => 1;

    public void Predict(ReadOnlySpan<float> row, Span<double> output) => output[0] = formula(row.ToArray());

    public void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        var row = new float[inputs];
        for (var i = 0; i < rows.Rows; i++)
        {
            rows.CopyRow(i, row);
            output[i] = formula(row);
        }
    }

    public void Write(PipelineWriter writer) => throw new NotSupportedException();

    public static FittedPipeline Pipeline(Table table, Func<float[], double> formula, bool hasReference = true, params ITransform[] transforms)
    {
        var context = new TransformContext(Target.Regression(new double[table.RowCount]));
        var (fitted, current) = (new List<IFittedTransform>(), table);
        foreach (var transform in transforms)
        {
            (var step, current) = transform.FitApply(current, context);
            fitted.Add(step);
        }
        var encoder = MatrixEncoder.Fit(current);
        return new FittedPipeline
        {
            Input = table.Schema,
            Task = TaskKind.Regression,
            Classes = [],
            Branches = [new FittedBranch([.. fitted], encoder, new FormulaModel(encoder.Features.Length, formula))],
            Reference = hasReference ? ReferenceRow.Of(table) : null,
        };
    }
}

/// <summary>A linear formula that splits its own score.</summary>
sealed class AdditiveFormulaModel(double[] weights, double offset) : IAdditiveModel
{
    public int Inputs => weights.Length;

    public int Outputs => 1;

    public int Scores => 1;

    public bool ScoresAreProbabilities => false;

    public void Predict(ReadOnlySpan<float> row, Span<double> output)
    {
        output[0] = offset;
        for (var j = 0; j < weights.Length; j++) output[0] += weights[j] * row[j];
    }

    public void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        var row = new float[Inputs];
        for (var i = 0; i < rows.Rows; i++)
        {
            rows.CopyRow(i, row);
            Predict(row, output.Slice(i, 1));
        }
    }

    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        for (var j = 0; j < weights.Length; j++) contributions[j] = weights[j] * row[j];
        contributions[weights.Length] = offset;
    }

    public void Write(PipelineWriter writer) => throw new NotSupportedException();
}

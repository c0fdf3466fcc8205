using Rondo.Engine.Algorithms.Boosting;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Forests;

/// <summary>The mean of trees; one tree, too.</summary>
[Fitted("forest", 1)]
public sealed class ForestModel : IAdditiveModel, IRankedFeatures, IReadable<ForestModel>
{
    private readonly double _centre;
    private readonly double _scale;

    /// <param name="centre">What the trees' mean is added to; the trees speak of shares of <paramref name="scale"/>.</param>
    internal ForestModel(TaskKind task, int inputs, int outputs, double centre, double scale, TreeEnsemble trees)
    {
        (Task, Inputs, Outputs, _centre, _scale, Ensemble) = (task, inputs, outputs, centre, scale, trees);
    }

    public TaskKind Task { get; }

    public int Inputs { get; }

    public int Outputs { get; }

    public int Trees => Ensemble.Roots.Length;

    /// <summary>Inner nodes of all trees.</summary>
    public int Nodes => Ensemble.Nodes.Length;

    public int Scores => Task == TaskKind.Multiclass ? Outputs : 1;

    public bool ScoresAreProbabilities => Task.HasClasses;

    internal TreeEnsemble Ensemble { get; }

    /// <summary>What a leaf's number means for the prediction.</summary>
    internal double Meaning(float value) => _centre + _scale * value;

    public void Predict(ReadOnlySpan<float> row, Span<double> output)
    {
        if (row.Length != Inputs) throw new ArgumentException($"The row needs {Inputs} features.", nameof(row));
        if (output.Length != Outputs) throw new ArgumentException($"The output needs {Outputs} numbers.", nameof(output));
        var sums = output[..Scores];
        sums.Clear();
        Ensemble.AddTo(row, sums);
        Finish(output);
    }

    public unsafe void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        if (rows.Columns.Length != Inputs) throw new ArgumentException($"The rows need {Inputs} features.", nameof(rows));
        if (output.Length != (long)rows.Rows * Outputs) throw new ArgumentException($"The output needs {Outputs} numbers a row.", nameof(output));
        fixed (double* pointer = output)
        {
            var (to, length) = ((nint)pointer, output.Length);
            WorkBlocks.Run(rows.Rows, TreeWalk.BlockRows, threads, (_, start, end) =>
            {
                var all = new Span<double>((double*)to, length);
                PredictBlock(rows, start, end, all[(start * Outputs)..(end * Outputs)]);
            });
        }
    }

    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        TreeShap.Explain(Ensemble, row, Scores, _scale / Trees, default, contributions);
        if (Task == TaskKind.Regression) contributions[Inputs] += _centre;
    }

    /// <summary>What the splits by each feature gained in all: the fall of the weighted impurity.</summary>
    public double[] FeatureImportances() => [.. Ensemble.Gains];

    void PredictBlock(FeatureMatrix rows, int start, int end, Span<double> output)
    {
        output.Clear();
        if (Task == TaskKind.Binary)
        {
            Span<double> sums = stackalloc double[end - start];
            sums.Clear();
            Ensemble.AddTo(rows, start, sums, 1);
            for (var i = 0; i < sums.Length; i++) output[2 * i] = sums[i];
        }
        else
        {
            Ensemble.AddTo(rows, start, output, Outputs);
        }
        for (var at = 0; at < output.Length; at += Outputs) Finish(output.Slice(at, Outputs));
    }

    /// <summary>Turns sums over trees into predictions.</summary>
    void Finish(Span<double> output)
    {
        if (Task == TaskKind.Regression)
        {
            output[0] = _centre + _scale * (output[0] / Trees);
        }
        else if (Task == TaskKind.Binary)
        {
            output[1] = Math.Clamp(output[0] / Trees, 0, 1);
            output[0] = 1 - output[1];
        }
        else
        {
            // Each tree's shares are rounded to floats, so that their sum is 1 only about.
            var sum = 0.0;
            foreach (var share in output) sum += share;
            foreach (ref var share in output) share /= sum;
        }
    }

    public Value Lower(IReadOnlyList<Value> features)
    {
        var sums = Ensemble.Lower(features, Scores);
        if (Task == TaskKind.Regression) return _centre + _scale * (sums / Trees);
        if (Task == TaskKind.Multiclass) return sums / sums.Reduce(Reduction.Sum);
        var positive = (sums / Trees).Clamp(0, 1);
        return Value.Pack(1 - positive, positive);
    }

    public void Write(PipelineWriter writer)
    {
        writer.Int((int)Task);
        writer.Int(Inputs);
        writer.Int(Outputs);
        writer.Double(_centre);
        writer.Double(_scale);
        EnsembleFormat.Write(writer, Ensemble);
    }

    public static ForestModel Read(PipelineReader reader, int version)
    {
        var task = (TaskKind)reader.Int();
        if (task is not (TaskKind.Regression or TaskKind.Binary or TaskKind.Multiclass)) throw PipelineReader.Damaged("the task is unknown");
        var (inputs, outputs) = (reader.Int(), reader.Int());
        if (inputs < 0) throw PipelineReader.Damaged("the number of inputs is negative");
        if (task == TaskKind.Multiclass ? outputs < 1 : outputs != (task == TaskKind.Binary ? 2 : 1)) throw PipelineReader.Damaged("the outputs don't suit the task");
        var (centre, scale) = (reader.Double(), reader.Double());
        if (!double.IsFinite(centre) || !double.IsFinite(scale)) throw PipelineReader.Damaged("the scale is not a number");
        var trees = EnsembleFormat.Read(reader, inputs);
        if (trees.Roots.Length == 0) throw PipelineReader.Damaged("there is no tree");
        if (trees.Width != (task == TaskKind.Multiclass ? outputs : 1)) throw PipelineReader.Damaged("the leaves don't suit the outputs");
        if (task.HasClasses) CheckShares(trees);
        return new ForestModel(task, inputs, outputs, centre, scale, trees);
    }

    static void CheckShares(TreeEnsemble trees)
    {
        if (!trees.Values.All(v => v is >= 0 and <= 1)) throw PipelineReader.Damaged("a share is not between 0 and 1");
        for (var leaf = 0; trees.Width > 1 && leaf < trees.Values.Length; leaf += trees.Width)
            if (Math.Abs(trees.Values.AsSpan(leaf, trees.Width).ToArray().Sum() - 1) > 1e-3) throw PipelineReader.Damaged("the shares of a leaf don't add up to 1");
    }
}

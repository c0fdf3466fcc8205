using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>Boosted trees and the score that they start from.</summary>
[Fitted("gradient_boosting", 2)]
public sealed class GradientBoostingModel : IAdditiveModel, IRankedFeatures, IReadable<GradientBoostingModel>
{
    private readonly double[] _start;

    internal GradientBoostingModel(TaskKind task, int inputs, double[] start, TreeEnsemble trees, double[] trainingLoss, double[] validationLoss)
    {
        Task = task;
        Inputs = inputs;
        _start = start;
        Ensemble = trees;
        TrainingLoss = trainingLoss;
        ValidationLoss = validationLoss;
    }

    public TaskKind Task { get; }

    public int Inputs { get; }

    public int Outputs => Task == TaskKind.Binary ? 2 : _start.Length;

    /// <summary>Rounds that were boosted, those of a warm start among them.</summary>
    public int Rounds => TrainingLoss.Count;

    /// <summary>Rounds that were kept: the best by validation, or all.</summary>
    public int BestRound => Ensemble.Roots.Length / _start.Length;

    public int Trees => Ensemble.Roots.Length;

    /// <summary>The mean training loss after each round: squared error, or log loss; of at most 16,384 rows.</summary>
    public IReadOnlyList<double> TrainingLoss { get; }

    /// <summary>The mean validation loss after each round; empty without validation rows, NaN for rounds of a warm start that had none.</summary>
    public IReadOnlyList<double> ValidationLoss { get; }

    public int Scores => _start.Length;

    public bool ScoresAreProbabilities => false;

    internal TreeEnsemble Ensemble { get; }

    internal ReadOnlySpan<double> Start => _start;

    /// <summary>The same model with the history of a fit that stopped by held-out rows.</summary>
    internal GradientBoostingModel WithValidationLoss(IReadOnlyList<double> losses) => new(Task, Inputs, _start, Ensemble, [.. TrainingLoss], [.. losses]);

    public void Predict(ReadOnlySpan<float> row, Span<double> output)
    {
        if (row.Length != Inputs) throw new ArgumentException($"The row needs {Inputs} features.", nameof(row));
        if (output.Length != Outputs) throw new ArgumentException($"The output needs {Outputs} numbers.", nameof(output));
        var scores = output[..(Task == TaskKind.Binary ? 1 : Outputs)];
        _start.CopyTo(scores);
        Ensemble.AddTo(row, scores);
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

    public void Explain(ReadOnlySpan<float> row, Span<double> contributions) => TreeShap.Explain(Ensemble, row, Scores, 1, _start, contributions);

    /// <summary>What the splits by each feature gained in all; of models written before gains were, the number of splits.</summary>
    public double[] FeatureImportances() => [.. Ensemble.Gains];

    /// <summary>The sums of trees, before they turn into probabilities. Shape of scores: outputs of the loss x rows.</summary>
    internal void Score(FeatureMatrix rows, double[][] scores, int threads) =>
        WorkBlocks.Run(rows.Rows, TreeWalk.BlockRows, threads, (_, start, end) =>
        {
            var outputs = _start.Length;
            var sums = new double[(end - start) * outputs];
            SumTrees(rows, start, sums);
            for (var i = 0; i < sums.Length; i++) scores[i % outputs][start + i / outputs] = sums[i];
        });

    void PredictBlock(FeatureMatrix rows, int start, int end, Span<double> output)
    {
        if (Task == TaskKind.Binary)
        {
            Span<double> scores = stackalloc double[end - start];
            SumTrees(rows, start, scores);
            for (var i = 0; i < scores.Length; i++) output[2 * i] = scores[i];
        }
        else
        {
            SumTrees(rows, start, output);
        }
        for (var at = 0; at < output.Length; at += Outputs) Finish(output.Slice(at, Outputs));
    }

    void SumTrees(FeatureMatrix rows, int start, Span<double> sums)
    {
        for (var i = 0; i < sums.Length; i++) sums[i] = _start[i % _start.Length];
        Ensemble.AddTo(rows, start, sums, _start.Length);
    }

    /// <summary>Turns scores into predictions.</summary>
    void Finish(Span<double> output)
    {
        if (Task == TaskKind.Regression) return;
        if (Task == TaskKind.Binary)
        {
            output[1] = Functions.Sigmoid(output[0]);
            output[0] = 1 - output[1];
            return;
        }
        var most = double.NegativeInfinity;
        foreach (var score in output) most = Math.Max(most, score);
        var sum = 0.0;
        foreach (ref var score in output) sum += score = Functions.Exp(score - most);
        foreach (ref var score in output) score /= sum;
    }

    public Value Lower(IReadOnlyList<Value> features)
    {
        // A model that stopped before its first round has no trees.
        var scores = Ensemble.Roots.Length == 0 ? Value.Of(_start) : Value.Of(_start) + Ensemble.Lower(features, _start.Length);
        if (Task == TaskKind.Regression) return scores;
        if (Task == TaskKind.Multiclass) return scores.Softmax();
        var positive = scores.Sigmoid();
        return Value.Pack(1 - positive, positive);
    }

    public void Write(PipelineWriter writer)
    {
        writer.Int((int)Task);
        writer.Int(Inputs);
        writer.Doubles(_start);
        EnsembleFormat.Write(writer, Ensemble);
        writer.Doubles([.. TrainingLoss]);
        writer.Doubles([.. ValidationLoss]);
    }

    public static GradientBoostingModel Read(PipelineReader reader, int version)
    {
        var task = reader.Int();
        if (task is < 0 or > (int)TaskKind.Multiclass) throw PipelineReader.Damaged("the task is unknown");
        var inputs = reader.Int();
        if (inputs < 0) throw PipelineReader.Damaged("the number of inputs is negative");
        var start = reader.Doubles();
        if (start.Length == 0 || (task != (int)TaskKind.Multiclass && start.Length != 1)) throw PipelineReader.Damaged("the outputs don't suit the task");
        if (!start.All(double.IsFinite)) throw PipelineReader.Damaged("a start score is not a number");
        var trees = EnsembleFormat.Read(reader, inputs, hasShares: version >= 2);
        if (trees.Width != 1) throw PipelineReader.Damaged("a leaf has several values");
        if (trees.Roots.Length % start.Length != 0) throw PipelineReader.Damaged("a round is not complete");
        return new GradientBoostingModel((TaskKind)task, inputs, start, trees, reader.Doubles(), reader.Doubles());
    }
}

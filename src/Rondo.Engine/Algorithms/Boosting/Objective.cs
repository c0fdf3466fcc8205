using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Boosting;

/// <summary>A loss to be lowered: gives each row's gradient and hessian with respect to its scores, as fixed-point levels.</summary>
/// <remarks>Arrays over rows are padded to a multiple of eight, so that loops of eight need no remainder.</remarks>
abstract class Objective(TrainingSet data, double[]? weights, FitContext context)
{
    protected const int RowBlock = 8192;

    protected TrainingSet Data { get; } = data;

    protected int Rows { get; } = data.Rows;

    /// <summary>Weight of each row, or null when all are 1.</summary>
    protected double[]? Weights { get; } = weights;

    protected FitContext Context { get; } = context;

    /// <summary>Where boosting starts, a score for each output.</summary>
    public abstract double[] Start { get; }

    public abstract PackedLayout Layout { get; }

    public static Objective Create(TrainingSet data, double[]? weights, FitContext context) => data.Target.Task switch
    {
        TaskKind.Regression => new SquaredError(data, weights, context),
        TaskKind.Binary => new Logistic(data, weights, context),
        _ => new Softmax(data, weights, context),
    };

    public static int Padded(int rows) => (rows + 7) & ~7;

    /// <summary>Prepares what the outputs of a round share. Shape of scores: outputs x rows.</summary>
    public virtual void BeginRound(double[][] scores) { }

    /// <summary>Packs every row's gradient and hessian for one output.</summary>
    public abstract LevelScale Quantise(int output, double[][] scores, long[] packed, uint dither);

    /// <summary>The loss of one row.</summary>
    protected abstract double Loss(double[][] scores, int row, double target);

    /// <summary>The weighted mean loss over every n-th row.</summary>
    public double MeanLoss(double[][] scores, Target target, double[]? weights, int every = 1)
    {
        var rows = (target.Rows + every - 1) / every;
        var blocks = WorkBlocks.Count(rows, RowBlock);
        var (losses, totals) = (new double[blocks], new double[blocks]);
        WorkBlocks.Run(rows, RowBlock, Context.Threads, (block, start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                var row = i * every;
                var weight = weights?[row] ?? 1;
                losses[block] += weight * Loss(scores, row, target.Values[row]);
                totals[block] += weight;
            }
        }, Context.Cancellation);
        return Reductions.Sum(losses) / Reductions.Sum(totals);
    }

    protected void EachBlock(Action<int, int, int> body) => WorkBlocks.Run(Rows, RowBlock, Context.Threads, body, Context.Cancellation);

    protected double MaxWeight()
    {
        var most = Weights is null ? 1 : 0.0;
        foreach (var weight in Weights ?? []) most = Math.Max(most, weight);
        return most;
    }

    protected double WeightedMean(double[] values) =>
        Weights is null ? Reductions.Mean(values.AsSpan(0, Rows)) : Reductions.Dot(values.AsSpan(0, Rows), Weights) / Reductions.Sum(Weights);

    protected float[]? PaddedWeights()
    {
        if (Weights is null) return null;
        var padded = new float[Padded(Rows)];
        for (var i = 0; i < Rows; i++) padded[i] = (float)Weights[i];
        return padded;
    }
}

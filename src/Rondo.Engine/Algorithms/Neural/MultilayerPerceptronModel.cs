using System.Buffers;
using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>A trained network.</summary>
[Fitted("mlp")]
public sealed class MultilayerPerceptronModel : IModel, IReadable<MultilayerPerceptronModel>
{
    private const int Chunk = 256;

    internal MultilayerPerceptronModel(NetworkShape shape, NetworkTask task, Activation activation, NetworkWeights weights)
    {
        (Shape, Meaning, Activation, Weights) = (shape, task, activation, weights);
    }

    public TaskKind Task => Meaning.Kind;

    public int Inputs => Shape.Features.Length;

    public int Outputs => Meaning.Outputs;

    public Activation Activation { get; }

    /// <summary>The epoch whose weights these are: the best by validation, or the last. 0 if no epoch was better than what it began with.</summary>
    public int BestEpoch { get; init; }

    /// <summary>The mean training loss during each epoch: squared error, or log loss.</summary>
    public IReadOnlyList<double> TrainingLoss { get; init; } = [];

    /// <summary>The mean validation loss after each epoch; empty without validation rows.</summary>
    public IReadOnlyList<double> ValidationLoss { get; init; } = [];

    /// <summary>Whether a fit that starts from this model continues the one that made it, bit for bit.</summary>
    public bool IsCheckpoint => State is not null;

    internal NetworkShape Shape { get; }

    internal NetworkTask Meaning { get; }

    internal NetworkWeights Weights { get; }

    internal TrainingState? State { get; init; }

    public void Predict(ReadOnlySpan<float> row, Span<double> output)
    {
        if (row.Length != Inputs) throw new ArgumentException($"The row needs {Inputs} features.", nameof(row));
        if (output.Length != Outputs) throw new ArgumentException($"The output needs {Outputs} numbers.", nameof(output));
        var buffer = ArrayPool<float>.Shared.Rent(ForwardPass.BufferLength(Shape, 1));
        Shape.Fill(row, Weights, ForwardPass.Inputs(Shape, buffer, 1));
        Finish(row, ForwardPass.Scores(Shape, Weights, Activation, buffer, 1), output);
        ArrayPool<float>.Shared.Return(buffer);
    }

    public unsafe void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        if (rows.Columns.Length != Inputs) throw new ArgumentException($"The rows need {Inputs} features.", nameof(rows));
        if (output.Length != (long)rows.Rows * Outputs) throw new ArgumentException($"The output needs {Outputs} numbers a row.", nameof(output));
        fixed (double* pointer = output)
        {
            var (to, length) = ((nint)pointer, output.Length);
            WorkBlocks.Run(rows.Rows, Chunk, threads, (_, start, end) =>
            {
                var all = new Span<double>((double*)to, length);
                PredictChunk(rows, start, all[(start * Outputs)..(end * Outputs)]);
            });
        }
    }

    public Value Lower(IReadOnlyList<Value> features)
    {
        var value = Shape.Lower(features, Weights);
        foreach (var layer in Shape.Layers)
        {
            value = layer.Lower(value, Weights.Dense);
            if (!ReferenceEquals(layer, Shape.Layers[^1])) value = Activation.Lower(value);
        }
        return Meaning.Lower(value);
    }

    public void Write(PipelineWriter writer)
    {
        writer.Int((int)Task);
        writer.Int(Outputs);
        writer.Double(Meaning.Centre);
        writer.Double(Meaning.Scale);
        writer.Int((int)Activation);
        Shape.Write(writer);
        Weights.Write(writer);
        writer.Int(BestEpoch);
        writer.Doubles([.. TrainingLoss]);
        writer.Doubles([.. ValidationLoss]);
        writer.Bool(State is not null);
        State?.Write(writer);
    }

    public static MultilayerPerceptronModel Read(PipelineReader reader, int version)
    {
        var task = new NetworkTask((TaskKind)reader.Int(), reader.Int(), reader.Double(), reader.Double());
        var outputsFit = task.Kind switch { TaskKind.Regression => task.Outputs == 1, TaskKind.Binary => task.Outputs == 2, TaskKind.Multiclass => task.Outputs > 0, _ => false };
        if (!outputsFit || !double.IsFinite(task.Centre) || !double.IsFinite(task.Scale)) throw PipelineReader.Damaged("a network's task and outputs contradict each other");
        var activation = (Activation)reader.Int();
        if (!Enum.IsDefined(activation)) throw PipelineReader.Damaged("a network's activation is unknown");
        var shape = NetworkShape.Read(reader);
        if (shape.Scores != task.Scores) throw PipelineReader.Damaged("a network's scores don't suit its task");
        return new MultilayerPerceptronModel(shape, task, activation, NetworkWeights.Read(reader, shape))
        {
            BestEpoch = reader.Int(),
            TrainingLoss = reader.Doubles(),
            ValidationLoss = reader.Doubles(),
            State = reader.Bool() ? TrainingState.Read(reader, shape) : null,
        };
    }

    void PredictChunk(FeatureMatrix rows, int start, Span<double> output)
    {
        var count = output.Length / Outputs;
        var buffer = ArrayPool<float>.Shared.Rent(ForwardPass.BufferLength(Shape, count));
        var row = ArrayPool<float>.Shared.Rent(Inputs);
        var features = row.AsSpan(0, Inputs);
        var inputs = ForwardPass.Inputs(Shape, buffer, count);
        for (var i = 0; i < count; i++)
        {
            rows.CopyRow(start + i, features);
            Shape.Fill(features, Weights, inputs.Slice(i * Shape.Inputs, Shape.Inputs));
        }
        var scores = ForwardPass.Scores(Shape, Weights, Activation, buffer, count);
        var width = scores.Length / count;
        for (var i = 0; i < count; i++)
        {
            rows.CopyRow(start + i, features);
            Finish(features, scores.Slice(i * width, width), output.Slice(i * Outputs, Outputs));
        }
        ArrayPool<float>.Shared.Return(row);
        ArrayPool<float>.Shared.Return(buffer);
    }

    void Finish(ReadOnlySpan<float> row, ReadOnlySpan<float> scores, Span<double> output)
    {
        for (var k = 0; k < Meaning.Scores; k++)
            if (!float.IsFinite(scores[k])) Refuse(row);
        Meaning.Predict(scores, output);
    }

    void Refuse(ReadOnlySpan<float> row)
    {
        for (var j = 0; j < row.Length; j++)
            if (!Shape.Features[j].IsCategorical && !float.IsFinite(row[j])) throw new RondoException([NetworkInput.NotFinite(Shape.Features[j].Name, row[j])]);
        throw new RondoException("too_large_values", "The row's numbers are too large for the network.", "Scale or clip the columns.");
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Rondo.Engine.Algorithms;

namespace Rondo.Engine.Recipes;

/// <summary>What a version of a model says of one row. A value: up to eight classes it holds itself.</summary>
[JsonConverter(typeof(PredictionJson))]
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares predictions of different ids.")]
public readonly struct Prediction
{
    const int FewOutputs = 8;

    private readonly FittedPipeline _pipeline;
    private readonly Few _few;
    private readonly double[]? _many;

    /// <param name="outputs">What the pipeline gave: the number, or a probability for each class.</param>
    public Prediction(FittedPipeline pipeline, ReadOnlySpan<double> outputs, int version, UInt128 id)
    {
        (_pipeline, Version, Id) = (pipeline, version, id);
        if (outputs.Length > FewOutputs) _many = outputs.ToArray();
        else outputs.CopyTo(_few);
        ClassIndex = pipeline.Task == TaskKind.Regression ? -1 : Predictions.ClassOf(pipeline.Task, outputs, pipeline.Threshold);
        Value = outputs[Math.Max(0, ClassIndex)];
    }

    /// <summary>The number predicted; of classes the probability of the one predicted.</summary>
    public double Value { get; }

    /// <summary>The class predicted; null for regressions.</summary>
    public string? Class => ClassIndex < 0 ? null : _pipeline.Classes[ClassIndex];

    /// <summary>The class's place among <see cref="Classes"/>; -1 for regressions.</summary>
    public int ClassIndex { get; }

    /// <summary>All classes, in the order of the probabilities; none for regressions.</summary>
    public IReadOnlyList<string> Classes => _pipeline.Classes;

    /// <summary>The version of the model that said it.</summary>
    public int Version { get; }

    /// <summary>The prediction's own number.</summary>
    public UInt128 Id { get; }

    /// <summary>The id as logs and labels write it.</summary>
    public string PredictionId => Id.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>A probability for each class; empty for regressions.</summary>
    [UnscopedRef]
    public ReadOnlySpan<double> Probabilities => ClassIndex < 0 ? [] : _many ?? ((ReadOnlySpan<double>)_few)[.._pipeline.Classes.Length];

    /// <summary>The probability of a class.</summary>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public double Probability(string name) =>
        _pipeline.Classes.IndexOf(name) is >= 0 and var index ? Probabilities[index]
            : throw new ArgumentException($"The model has no class '{name}'; it has {string.Join(", ", _pipeline.Classes.Take(20))}.", nameof(name));

    /// <summary>Between which numbers the truth lies with this probability; null for models that keep no out-of-fold errors, or too few for it.</summary>
    public (double Low, double High)? Interval(double level) =>
        _pipeline.Intervals?.HalfWidth(level) is { } half ? (Value - half, Value + half) : null;

    public override string ToString() => Class ?? Value.ToString("R", CultureInfo.InvariantCulture);

    [InlineArray(FewOutputs)]
    private struct Few
    {
        private double _first;
    }
}

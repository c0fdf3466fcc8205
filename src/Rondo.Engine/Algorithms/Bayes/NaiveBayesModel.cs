using System.Buffers;
using Rondo.Engine.Algorithms.Linear;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Bayes;

/// <summary>The classes' frequencies and what each column's value says of them.</summary>
[Fitted("naive_bayes")]
public sealed class NaiveBayesModel : IModel, IReadable<NaiveBayesModel>
{
    private const int BlockRows = 1024;
    private const double LogOfTwoPi = 1.8378770664093453;

    private readonly BayesLayout _layout;
    private readonly double[] _logPriors;
    // Gaussian numbers: means; all else: logarithms of probabilities. Class by class.
    private readonly double[] _values;
    private readonly double[] _variances;
    private readonly double[] _logs;

    internal NaiveBayesModel(BayesLayout layout, double[] logPriors, double[] values, double[] variances)
    {
        (_layout, _logPriors, _values, _variances) = (layout, logPriors, values, variances);
        _logs = [.. variances.Select(v => v > 0 ? -0.5 * (LogOfTwoPi + Functions.Log(v)) : 0)];
    }

    public int Inputs => _layout.Features.Length;

    public int Outputs => _layout.Classes;

    public void Predict(ReadOnlySpan<float> row, Span<double> output)
    {
        if (row.Length != Inputs) throw new ArgumentException($"The model has {Inputs} features, the row {row.Length}.", nameof(row));
        _layout.RefuseWhatHasNoLikelihood(row);
        for (var k = 0; k < Outputs; k++)
        {
            var score = _logPriors[k];
            for (var j = 0; j < row.Length; j++) score += LogLikelihood(k, j, row[j]);
            output[k] = score;
        }
        LinearModel.Softmax(output[..Outputs]);
    }

    public unsafe void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        if (rows.Columns.Length != Inputs) throw new ArgumentException($"The model has {Inputs} features, the matrix {rows.Columns.Length}.", nameof(rows));
        if (output.Length != rows.Rows * Outputs) throw new ArgumentException($"The output needs {rows.Rows} x {Outputs} places.", nameof(output));
        fixed (double* pinned = output)
        {
            var (first, length) = ((nint)pinned, output.Length);
            WorkBlocks.Run(rows.Rows, BlockRows, threads, (_, start, end) =>
            {
                var all = new Span<double>((double*)first, length);
                var row = ArrayPool<float>.Shared.Rent(Inputs);
                for (var i = start; i < end; i++)
                {
                    rows.CopyRow(i, row);
                    Predict(row.AsSpan(0, Inputs), all.Slice(i * Outputs, Outputs));
                }
                ArrayPool<float>.Shared.Return(row);
            });
        }
    }

    public Value Lower(IReadOnlyList<Value> features)
    {
        var scores = Value.Of(_logPriors);
        for (var j = 0; j < features.Count; j++) scores += LogLikelihoods(j, features[j]);
        return scores.Softmax();
    }

    Value LogLikelihoods(int feature, Value value)
    {
        var cardinality = _layout.Features[feature].Cardinality;
        double[] OfClasses(double[] values, int slot = 0) => [.. Enumerable.Range(0, Outputs).Select(k => values[k * _layout.Width + _layout.Offset(feature) + slot])];
        if (cardinality > 0) return value.Gather([.. Enumerable.Range(0, cardinality).SelectMany(c => OfClasses(_values, c)), .. new double[Outputs]], cardinality + 1);
        var values = Value.Of(OfClasses(_values));
        if (_layout.Kind == NaiveBayesKind.Multinomial) return value.IsMissing().Choose(0, value * values);
        var (variances, logs) = (OfClasses(_variances), OfClasses(_logs));
        var difference = value - values;
        // A variance of 0 says nothing.
        double[] divisors = [.. variances.Select(v => v > 0 ? v : double.PositiveInfinity)];
        var likelihood = Value.Of(logs) - 0.5 * (difference * difference / Value.Of(divisors));
        return value.IsMissing().Choose(0, likelihood);
    }

    double LogLikelihood(int k, int feature, float value)
    {
        if (float.IsNaN(value)) return 0;
        var place = k * _layout.Width + _layout.Offset(feature);
        var cardinality = _layout.Features[feature].Cardinality;
        if (cardinality > 0) return LinearModel.SlotOf(value, cardinality) is var slot && slot < cardinality ? _values[place + slot] : 0;
        if (_layout.Kind == NaiveBayesKind.Multinomial) return value * _values[place];
        if (!(_variances[place] > 0)) return 0;
        var difference = value - _values[place];
        return _logs[place] - 0.5 * (difference * difference / _variances[place]);
    }

    public void Write(PipelineWriter writer)
    {
        writer.Int((int)_layout.Kind);
        writer.Texts([.. _layout.Features.Select(f => f.Name)]);
        writer.Ints([.. _layout.Features.Select(f => f.Cardinality)]);
        writer.Doubles(_logPriors);
        writer.Doubles(_values);
        writer.Doubles(_variances);
    }

    public static NaiveBayesModel Read(PipelineReader reader, int version)
    {
        var (kind, names, cardinalities) = ((NaiveBayesKind)reader.Int(), reader.Texts(), reader.Ints());
        var (priors, values, variances) = (reader.Doubles(), reader.Doubles(), reader.Doubles());
        if (!Enum.IsDefined(kind) || names.Length != cardinalities.Length || cardinalities.Any(c => c < 0) || priors.Length < 1
            || values.LongLength != priors.Length * cardinalities.Sum(c => (long)Math.Max(1, c)) || variances.Length != values.Length)
            throw PipelineReader.Damaged("the sizes of naive Bayes contradict each other");
        if (priors.Any(p => !(p <= 0)) || priors.All(double.IsNegativeInfinity) || values.Any(v => !double.IsFinite(v)) || variances.Any(v => !(v >= 0) || double.IsInfinity(v)))
            throw PipelineReader.Damaged("a likelihood is not a number");
        return new NaiveBayesModel(new BayesLayout(kind, [.. names.Zip(cardinalities, (n, c) => new Feature(n, c))], priors.Length), priors, values, variances);
    }
}

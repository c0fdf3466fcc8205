using Rondo.Engine.Errors;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Linear;

/// <summary>A linear score of the features for a number, for the positive class (logistic), or for each class (softmax).</summary>
[Fitted("linear", version: 2)]
public sealed class LinearModel : IAdditiveModel, IRankedFeatures, IReadable<LinearModel>
{
    private const int Chunk = 512;
    private const int ChunksAtATime = 16;

    private readonly TaskKind _task;
    private readonly Feature[] _features;
    private readonly int[] _offsets;
    private readonly int _width;
    private readonly double[] _coefficients;
    private readonly double[] _intercepts;
    private readonly double[] _meanTerms;

    /// <param name="task">What is predicted.</param>
    /// <param name="outputs">1, or one for each class.</param>
    /// <param name="features">The columns of a row.</param>
    /// <param name="coefficients">Score by score, feature by feature.</param>
    /// <param name="intercepts">One for each score.</param>
    /// <param name="meanTerms">What each feature adds to a score on the mean of the training rows. Shape: scores x features.</param>
    /// <param name="iterations">Steps of the solver.</param>
    /// <param name="hasConverged">Whether these were enough.</param>
    internal LinearModel(TaskKind task, int outputs, IEnumerable<Feature> features, double[] coefficients, double[] intercepts, double[] meanTerms, int iterations, bool hasConverged)
    {
        _task = task;
        _features = [.. features];
        _offsets = new int[_features.Length];
        for (var j = 0; j < _features.Length; j++)
        {
            _offsets[j] = _width;
            _width += Math.Max(1, _features[j].Cardinality);
        }
        _coefficients = coefficients;
        _intercepts = intercepts;
        _meanTerms = meanTerms;
        Outputs = outputs;
        Iterations = iterations;
        HasConverged = hasConverged;
    }

    public int Inputs => _features.Length;

    public int Outputs { get; }

    /// <summary>Linear scores: 1 for a number and for two classes, else one for each class.</summary>
    public int Scores => _intercepts.Length;

    /// <summary>Feature by feature: one for a number, one for each category. Of the positive class's score when there are two.</summary>
    public ReadOnlySpan<double> Coefficients(int score = 0) => _coefficients.AsSpan(score * _width, _width);

    /// <summary>Where a feature's coefficients begin.</summary>
    public int Offset(int feature) => _offsets[feature];

    public double[] FeatureImportances()
    {
        var importances = new double[_features.Length];
        for (var k = 0; k < Scores; k++)
            for (var j = 0; j < importances.Length; j++)
                importances[j] += Reductions.SumOfSquares(Coefficients(k).Slice(_offsets[j], Math.Max(1, _features[j].Cardinality)));
        return importances;
    }

    /// <summary>One for each score; negative infinity for a class that no training row had.</summary>
    public ReadOnlySpan<double> Intercepts => _intercepts;

    /// <summary>Whether the model was fitted on features of these names and cardinalities.</summary>
    public bool HasFeatures(IReadOnlyList<Feature> features) => _features.AsSpan().SequenceEqual(features.ToArray());

    public bool ScoresAreProbabilities => false;

    public int Iterations { get; }

    /// <summary>Whether the solver reached its tolerance before its bound of iterations.</summary>
    public bool HasConverged { get; }

    public void Predict(ReadOnlySpan<float> row, Span<double> output)
    {
        if (row.Length != Inputs) throw new ArgumentException($"The model has {Inputs} features, the row {row.Length}.", nameof(row));
        for (var k = 0; k < Scores; k++)
        {
            var own = Coefficients(k);
            var score = _intercepts[k];
            for (var j = 0; j < row.Length; j++) score += Term(own, j, row[j]);
            if (!double.IsFinite(score) && double.IsFinite(_intercepts[k])) RefuseRow(row);
            output[k] = score;
        }
        Link(output[..Outputs]);
    }

    public unsafe void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        if (rows.Columns.Length != Inputs) throw new ArgumentException($"The model has {Inputs} features, the matrix {rows.Columns.Length}.", nameof(rows));
        if (output.Length != rows.Rows * Outputs) throw new ArgumentException($"The output needs {rows.Rows} x {Outputs} places.", nameof(output));
        fixed (double* pinned = output)
        {
            var (first, length) = ((nint)pinned, output.Length);
            WorkBlocks.Run(rows.Rows, Chunk * ChunksAtATime, threads, (_, start, end) =>
            {
                var all = new Span<double>((double*)first, length);
                for (var chunk = start; chunk < end; chunk += Chunk)
                    PredictChunk(rows, chunk, all.Slice(chunk * Outputs, Math.Min(Chunk, end - chunk) * Outputs));
            });
        }
    }

    /// <summary>A feature contributes what its term differs from its mean over the training rows; the base is the score at these means.</summary>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributions)
    {
        if (row.Length != Inputs) throw new ArgumentException($"The model has {Inputs} features, the row {row.Length}.", nameof(row));
        RefuseRow(row);
        for (var k = 0; k < Scores; k++)
        {
            var own = Coefficients(k);
            var means = _meanTerms.AsSpan(k * Inputs, Inputs);
            var split = contributions.Slice(k * (Inputs + 1), Inputs + 1);
            for (var j = 0; j < row.Length; j++) split[j] = Term(own, j, row[j]) - means[j];
            split[Inputs] = _intercepts[k] + Reductions.Sum(means);
        }
    }

    /// <summary>One linear score of every row, before it becomes a probability.</summary>
    public void RawScores(FeatureMatrix rows, int score, Span<double> output)
    {
        for (var chunk = 0; chunk < rows.Rows; chunk += Chunk) Score(rows, score, chunk, output[chunk..Math.Min(rows.Rows, chunk + Chunk)]);
    }

    /// <summary>This model of an inner model's scores as one model of that one's features.</summary>
    internal LinearModel After(LinearModel inner)
    {
        var coefficients = new double[Scores * inner._width];
        var intercepts = new double[Scores];
        var meanTerms = new double[Scores * inner.Inputs];
        for (var k = 0; k < Scores; k++)
        {
            var factors = Coefficients(k);
            intercepts[k] = _intercepts[k] + Reductions.Dot(factors, inner._intercepts);
            for (var s = 0; s < inner.Scores; s++)
            {
                MixedVectors.AddScaled(factors[s], inner.Coefficients(s), coefficients.AsSpan(k * inner._width, inner._width));
                MixedVectors.AddScaled(factors[s], inner._meanTerms.AsSpan(s * inner.Inputs, inner.Inputs), meanTerms.AsSpan(k * inner.Inputs, inner.Inputs));
            }
        }
        return new LinearModel(_task, Outputs, inner._features, coefficients, intercepts, meanTerms, Iterations, HasConverged);
    }

    public Value Lower(IReadOnlyList<Value> features)
    {
        var scores = LowerScores(features);
        return _task switch
        {
            TaskKind.Regression => scores,
            TaskKind.Binary => Value.Pack((-scores).Sigmoid(), scores.Sigmoid()),
            _ => scores.Softmax(),
        };
    }

    // Feature by feature: numbers that follow each other are one product.
    Value LowerScores(IReadOnlyList<Value> features)
    {
        var scores = Value.Of(_intercepts);
        for (var j = 0; j < features.Count;)
        {
            var end = j;
            while (end < features.Count && _features[end].Cardinality == 0) end++;
            if (end > j)
            {
                var from = j;
                scores = Value.Pack([.. features.Skip(j).Take(end - j)]).Dense(scores, [.. Enumerable.Range(from, end - from).SelectMany(f => OfScores(f))]);
                j = end;
                continue;
            }
            var cardinality = _features[j].Cardinality;
            scores += features[j].Gather([.. Enumerable.Range(0, cardinality).SelectMany(slot => OfScores(j, slot)), .. new double[Scores]], cardinality + 1);
            j++;
        }
        return scores;
    }

    double[] OfScores(int feature, int slot = 0) => [.. Enumerable.Range(0, Scores).Select(k => Coefficients(k)[_offsets[feature] + slot])];

    public void Write(PipelineWriter writer)
    {
        writer.Int((int)_task);
        writer.Int(Outputs);
        writer.Texts([.. _features.Select(f => f.Name)]);
        writer.Ints([.. _features.Select(f => f.Cardinality)]);
        writer.Doubles(_coefficients);
        writer.Doubles(_intercepts);
        writer.Doubles(_meanTerms);
        writer.Int(Iterations);
        writer.Bool(HasConverged);
    }

    public static LinearModel Read(PipelineReader reader, int version)
    {
        var task = (TaskKind)reader.Int();
        var outputs = reader.Int();
        var names = reader.Texts();
        var cardinalities = reader.Ints();
        var coefficients = reader.Doubles();
        var intercepts = reader.Doubles();
        // Version 1 knew no means: its features contribute their whole terms.
        var meanTerms = version == 1 ? new double[checked((long)intercepts.Length * names.Length)] : reader.Doubles();
        var iterations = reader.Int();
        var hasConverged = reader.Bool();
        var scores = task == TaskKind.Multiclass ? outputs : 1;
        var outputsFit = task switch { TaskKind.Regression => outputs == 1, TaskKind.Binary => outputs == 2, TaskKind.Multiclass => outputs > 1, _ => false };
        if (!outputsFit || names.Length != cardinalities.Length || cardinalities.Any(c => c < 0) || intercepts.Length != scores
            || meanTerms.LongLength != (long)scores * names.Length
            || coefficients.LongLength != scores * cardinalities.Sum(c => (long)Math.Max(1, c)))
            throw PipelineReader.Damaged("a linear model's sizes contradict each other");
        if (coefficients.Any(c => !double.IsFinite(c)) || meanTerms.Any(m => !double.IsFinite(m)) || intercepts.Any(b => double.IsNaN(b) || double.IsPositiveInfinity(b)))
            throw PipelineReader.Damaged("a linear model's coefficient is not a number");
        return new LinearModel(task, outputs, names.Zip(cardinalities, (n, c) => new Feature(n, c)), coefficients, intercepts, meanTerms, iterations, hasConverged);
    }

    /// <summary>The code as an index; one past the last for a missing or unknown category.</summary>
    internal static int SlotOf(float code, int cardinality) => code >= 0 && code < cardinality ? (int)code : cardinality;

    internal static Mistake NotFinite(string feature, float value) =>
        new("not_finite", $"The column '{feature}' has a value that is {(float.IsNaN(value) ? "missing" : "infinite")}, which a linear model can't use.")
        {
            Field = feature,
            Hint = "Fill missing values and clip infinite ones before the model.",
        };

    double Term(ReadOnlySpan<double> own, int feature, float value)
    {
        var cardinality = _features[feature].Cardinality;
        if (cardinality == 0) return own[_offsets[feature]] * value;
        return SlotOf(value, cardinality) is var slot && slot < cardinality ? own[_offsets[feature] + slot] : 0;
    }

    void PredictChunk(FeatureMatrix rows, int start, Span<double> output)
    {
        Span<double> buffer = stackalloc double[Chunk];
        var scores = buffer[..(output.Length / Outputs)];
        for (var k = 0; k < Scores; k++)
        {
            Score(rows, k, start, scores);
            for (var i = 0; i < scores.Length; i++)
            {
                if (!double.IsFinite(scores[i]) && double.IsFinite(_intercepts[k])) RefuseRow(rows, start + i);
                output[i * Outputs + k] = scores[i];
            }
        }
        for (var i = 0; i < scores.Length; i++) Link(output.Slice(i * Outputs, Outputs));
    }

    void Score(FeatureMatrix rows, int score, int start, Span<double> scores)
    {
        var own = Coefficients(score);
        scores.Fill(_intercepts[score]);
        for (var j = 0; j < _features.Length; j++)
        {
            var column = rows.Columns[j].AsSpan(start, scores.Length);
            if (_features[j].Cardinality == 0) MixedVectors.AddScaled(own[_offsets[j]], column, scores);
            else AddCategories(own.Slice(_offsets[j], _features[j].Cardinality), column, scores);
        }
    }

    static void AddCategories(ReadOnlySpan<double> weights, ReadOnlySpan<float> codes, Span<double> scores)
    {
        for (var i = 0; i < codes.Length; i++)
            scores[i] += SlotOf(codes[i], weights.Length) is var slot && slot < weights.Length ? weights[slot] : 0;
    }

    // From scores to a number or to probabilities, in place.
    void Link(Span<double> output)
    {
        if (_task == TaskKind.Regression) return;
        if (_task == TaskKind.Binary)
        {
            var score = output[0];
            output[0] = Functions.Sigmoid(-score);
            output[1] = Functions.Sigmoid(score);
            return;
        }
        Softmax(output);
    }

    internal static void Softmax(Span<double> scores)
    {
        var highest = scores[0];
        foreach (var score in scores) highest = Math.Max(highest, score);
        var sum = 0.0;
        for (var k = 0; k < scores.Length; k++) sum += scores[k] = Functions.Exp(scores[k] - highest);
        for (var k = 0; k < scores.Length; k++) scores[k] /= sum;
    }

    void RefuseRow(FeatureMatrix rows, int index)
    {
        var row = new float[Inputs];
        rows.CopyRow(index, row);
        RefuseRow(row);
    }

    void RefuseRow(ReadOnlySpan<float> row)
    {
        for (var j = 0; j < row.Length; j++)
            if (_features[j].Cardinality == 0 && !float.IsFinite(row[j])) throw new RondoException([NotFinite(_features[j].Name, row[j])]);
    }
}

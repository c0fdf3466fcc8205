using Rondo.Engine.Export;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;
using Rondo.Engine.Recipes;

namespace Rondo.Engine.Algorithms.Baselines;

/// <summary>Draws from values (a number), or from classes by their shares.</summary>
[Fitted("random")]
public sealed class RandomGuessModel : IModel, IReadable<RandomGuessModel>
{
    private readonly ulong _seed;
    private readonly double[] _values;
    private readonly double[] _shares;
    private readonly CounterRandom _random;

    internal RandomGuessModel(int inputs, ulong seed, double[] values, double[] shares)
    {
        Inputs = inputs;
        _seed = seed;
        _values = values;
        _shares = shares;
        _random = new CounterRandom(seed, "random_guess");
    }

    public int Inputs { get; }

    public int Outputs => Math.Max(1, _shares.Length);

    public void Predict(ReadOnlySpan<float> row, Span<double> output)
    {
        var random = _random;
        foreach (var value in row) random = Mixed(random, value);
        Draw(random, output);
    }

    public void Predict(FeatureMatrix rows, Span<double> output, int threads = 1)
    {
        for (var i = 0; i < rows.Rows; i++)
        {
            var random = _random;
            foreach (var column in rows.Columns) random = Mixed(random, column[i]);
            Draw(random, output.Slice(i * Outputs, Outputs));
        }
    }

    public Value Lower(IReadOnlyList<Value> features) => throw CannotExport.Because("random", RandomGuess.WhyNotExported);

    public void Write(PipelineWriter writer)
    {
        writer.Int(Inputs);
        writer.Long((long)_seed);
        writer.Doubles(_values);
        writer.Doubles(_shares);
    }

    public static RandomGuessModel Read(PipelineReader reader, int version)
    {
        var (inputs, seed, values, shares) = (reader.Int(), reader.Long(), reader.Doubles(), reader.Doubles());
        if (inputs < 0 || values.Length == 0 == (shares.Length == 0) || values.Concat(shares).Any(v => !double.IsFinite(v)))
            throw PipelineReader.Damaged("a random guess has nothing to draw from");
        return new RandomGuessModel(inputs, (ulong)seed, values, shares);
    }

    // 0 and -0 are one number, and so is every NaN.
    static CounterRandom Mixed(CounterRandom random, float value) =>
        random.Child(float.IsNaN(value) ? uint.MaxValue : BitConverter.SingleToUInt32Bits(value + 0f));

    void Draw(CounterRandom random, Span<double> output)
    {
        if (_values.Length > 0)
        {
            output[0] = _values[random.Below(0, _values.Length)];
            return;
        }
        var drawn = random.Uniform(0);
        var k = 0;
        for (; k < _shares.Length - 1 && drawn >= _shares[k]; k++) drawn -= _shares[k];
        for (var other = 0; other < _shares.Length; other++) output[other] = 0.5 * _shares[other];
        output[k] += 0.5;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>
/// Takes steps: Adam (Kingma and Ba 2015) as in PyTorch, or gradient descent with momentum. Weight decay is decoupled (Loshchilov and
/// Hutter 2019) and spares biases. An embedding moves, with its moments, only in batches that have its category.
/// </summary>
sealed class Optimizer
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const float Epsilon = 1e-8f;
    // Moments this small are nothing beside epsilon; left alone they would fade into subnormal numbers, which are slow.
    private const float Nothing = 1e-30f;

    private readonly NetworkShape _shape;
    private readonly MultilayerPerceptron _settings;
    private readonly NetworkWeights _first;
    private readonly NetworkWeights? _second;
    private Rates _rates;

    public Optimizer(NetworkShape shape, MultilayerPerceptron settings, NetworkWeights? first = null, NetworkWeights? second = null, long steps = 0)
    {
        (_shape, _settings, Steps) = (shape, settings, steps);
        _first = first ?? NetworkWeights.Zeros(shape);
        if (settings.Optimizer == OptimizerKind.Adam) _second = second ?? NetworkWeights.Zeros(shape);
    }

    /// <summary>Steps taken so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Running means of gradients, or the momentum.</summary>
    public NetworkWeights First => _first;

    /// <summary>Running means of squared gradients; null without Adam.</summary>
    public NetworkWeights? Second => _second;

    public void Step(NetworkWeights weights, BatchGradient gradient)
    {
        Steps++;
        _rates = Rates.Of(_settings, Steps);
        foreach (var layer in _shape.Layers)
        {
            Update(weights.Dense, gradient.Dense, _first.Dense, _second?.Dense, layer.Start, layer.BiasStart - layer.Start, _rates.Decay);
            Update(weights.Dense, gradient.Dense, _first.Dense, _second?.Dense, layer.BiasStart, layer.Width, 0);
        }
        for (var t = 0; t < _shape.Tables.Length; t++)
        {
            var (sums, dimension) = (gradient.Table(t), _shape.Tables[t].Dimension);
            foreach (var start in gradient.Touched(t))
            {
                Update(weights.Tables[t], sums, _first.Tables[t], _second?.Tables[t], start, dimension, _rates.Decay);
                Array.Clear(sums, start, dimension);
            }
        }
    }

    void Update(float[] weights, float[] gradients, float[] first, float[]? second, int start, int count, float decay)
    {
        var w = weights.AsSpan(start, count);
        var g = gradients.AsSpan(start, count);
        var m = first.AsSpan(start, count);
        var v = second is null ? default : second.AsSpan(start, count);
        var whole = count & ~7;
        UpdateWhole(w[..whole], g[..whole], m[..whole], second is null ? v : v[..whole], decay);
        if (whole < count) UpdateRest(w[whole..], g[whole..], m[whole..], second is null ? v : v[whole..], decay);
    }

    /// <summary>Fewer than eight, by way of eight.</summary>
    void UpdateRest(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v, float decay)
    {
        Span<float> rest = stackalloc float[32];
        w.CopyTo(rest);
        g.CopyTo(rest[8..]);
        m.CopyTo(rest[16..]);
        v.CopyTo(rest[24..]);
        UpdateWhole(rest[..8], rest[8..16], rest[16..24], v.IsEmpty ? default : rest[24..], decay);
        rest[..w.Length].CopyTo(w);
        rest.Slice(16, m.Length).CopyTo(m);
        rest.Slice(24, v.Length).CopyTo(v);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void UpdateWhole(Span<float> weights, ReadOnlySpan<float> gradients, Span<float> first, Span<float> second, float decay)
    {
        var ws = MemoryMarshal.Cast<float, Vector256<float>>(weights);
        var gs = MemoryMarshal.Cast<float, Vector256<float>>(gradients);
        var ms = MemoryMarshal.Cast<float, Vector256<float>>(first);
        var vs = MemoryMarshal.Cast<float, Vector256<float>>(second);
        var (rates, kept) = (_rates, Vector256.Create(1 - decay));
        for (var i = 0; i < ws.Length; i++)
        {
            var g = gs[i];
            var m = ms[i] * rates.FirstKept + g * rates.FirstAdded;
            m &= Vector256.GreaterThanOrEqual(Vector256.Abs(m), Vector256.Create(Nothing));
            ms[i] = m;
            if (vs.Length == 0)
            {
                ws[i] = ws[i] * kept - m * rates.Step;
                continue;
            }
            var v = vs[i] * rates.SecondKept + g * g * rates.SecondAdded;
            v &= Vector256.GreaterThanOrEqual(v, Vector256.Create(Nothing));
            vs[i] = v;
            ws[i] = ws[i] * kept - m * rates.Step / (Vector256.Sqrt(v) * rates.SecondCorrection + Vector256.Create(Epsilon));
        }
    }

    readonly record struct Rates(float Step, float Decay, float FirstKept, float FirstAdded, float SecondKept, float SecondAdded, float SecondCorrection)
    {
        public static Rates Of(MultilayerPerceptron settings, long step)
        {
            var (rate, decay) = (settings.LearningRate, (float)(settings.LearningRate * settings.WeightDecay));
            if (settings.Optimizer == OptimizerKind.Sgd) return new Rates((float)rate, decay, (float)settings.Momentum, 1, 0, 0, 0);
            // Means that began at 0 are made up for what they lack.
            var first = rate / (1 - Functions.Pow(Beta1, step));
            var second = 1 / Math.Sqrt(1 - Functions.Pow(Beta2, step));
            return new Rates((float)first, decay, (float)Beta1, (float)(1 - Beta1), (float)Beta2, (float)(1 - Beta2), (float)second);
        }
    }
}

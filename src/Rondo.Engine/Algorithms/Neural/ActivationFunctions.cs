using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rondo.Engine.Export.OpGraph;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Algorithms.Neural;

/// <summary>Activations of many units at a time, in whole vectors of eight.</summary>
static class ActivationFunctions
{
    // sqrt(8 / pi): gelu(x) = x sigmoid(sqrt(8 / pi) (x + 0.044715 x^3)).
    private const float GeluScale = 1.5957691216057308f;
    private const float GeluCubic = 0.044715f;

    extension(Activation activation)
    {
        /// <summary>Turns sums into activations.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Apply(Span<float> sums)
        {
            foreach (ref var x in Vectors(sums)) x = activation.Of(x, out _);
        }

        /// <summary>Gives the activations, and turns the sums into the activations' slopes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Apply(Span<float> sums, Span<float> activations)
        {
            var xs = Vectors(sums);
            var values = Vectors(activations);
            for (var i = 0; i < xs.Length; i++) values[i] = activation.Of(xs[i], out xs[i]);
        }

        /// <summary>The same on a graph of operations, rounded to float32 at each step.</summary>
        public Value Lower(Value x)
        {
            if (activation == Activation.Relu) return (x < 0).Choose(0, x);
            if (activation == Activation.Tanh) return x.By(UnaryFunction.TanhSingle);
            var square = ((x * x).ToSingle() * GeluCubic).ToSingle();
            var share = ((x + (x * square).ToSingle()).ToSingle() * GeluScale).ToSingle().By(UnaryFunction.SigmoidSingle);
            return (x * share).ToSingle();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector256<float> Of(Vector256<float> x, out Vector256<float> slope)
        {
            switch (activation)
            {
                case Activation.Relu:
                    // Written so that NaN stays NaN: a network that left the numbers must be seen.
                    slope = Vector256.GreaterThan(x, Vector256<float>.Zero) & Vector256<float>.One;
                    return Vector256.AndNot(x, Vector256.LessThan(x, Vector256<float>.Zero));
                case Activation.Tanh:
                    var tanh = VectorFunctions.Tanh(x);
                    slope = Vector256<float>.One - tanh * tanh;
                    return tanh;
                default:
                    var square = x * x * GeluCubic;
                    var share = VectorFunctions.Sigmoid((x + x * square) * GeluScale);
                    var bend = (Vector256<float>.One + square * 3) * GeluScale;
                    slope = share + x * share * (Vector256<float>.One - share) * bend;
                    return x * share;
            }
        }
    }

    static Span<Vector256<float>> Vectors(Span<float> values) => MemoryMarshal.Cast<float, Vector256<float>>(values);
}

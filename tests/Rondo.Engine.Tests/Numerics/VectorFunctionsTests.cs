using System.Runtime.Intrinsics;
using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Numerics;

public sealed class VectorFunctionsTests
{
    [Fact]
    public void The_hyperbolic_tangent_is_off_by_few_units_in_the_last_place()
    {
        for (var x = -12.0; x < 12; x += 1.37e-3)
        {
            var expected = Math.Tanh((float)x);
            var actual = VectorFunctions.Tanh(Vector256.Create((float)x))[0];
            Assert.InRange(Math.Abs(actual - expected) / (MathF.BitIncrement(Math.Abs((float)expected)) - Math.Abs((float)expected)), 0, 3);
        }
        Assert.Equal([1f, -1f, 0f], [Tanh(float.PositiveInfinity), Tanh(float.NegativeInfinity), Tanh(0)]);
        Assert.True(float.IsNaN(Tanh(float.NaN)));
    }

    static float Tanh(float x) => VectorFunctions.Tanh(Vector256.Create(x))[0];
}

using Rondo.Engine.Numerics;

namespace Rondo.Engine.Tests.Numerics;

public class BrentMinimumTests
{
    [Theory]
    [InlineData(0.3)]
    [InlineData(-1.99)]
    [InlineData(2)]
    [InlineData(-2)]
    [InlineData(7.5)]
    [InlineData(-4000)]
    public void The_bottom_of_a_valley_is_found_wherever_it_lies(double bottom) =>
        Assert.Equal(bottom, BrentMinimum.Find(x => Math.Sqrt(1 + (x - bottom) * (x - bottom)), -2, 2)!.Value, 1e-6 * Math.Max(1, Math.Abs(bottom)));

    [Fact]
    public void A_function_without_a_bottom_or_without_any_value_has_none()
    {
        Assert.Null(BrentMinimum.Find(x => -x, -2, 2));
        Assert.Null(BrentMinimum.Find(_ => double.PositiveInfinity, -2, 2));
    }

    [Fact]
    public void A_kink_is_found_too() => Assert.Equal(1.25, BrentMinimum.Find(x => Math.Abs(x - 1.25), -2, 2)!.Value, 1e-6);
}

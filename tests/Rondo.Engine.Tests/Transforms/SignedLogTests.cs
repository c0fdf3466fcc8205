using Rondo.Engine.Data;
using Rondo.Engine.Transforms;
using static Rondo.Engine.Tests.Transforms.Fitting;

namespace Rondo.Engine.Tests.Transforms;

public class SignedLogTests
{
    [Fact]
    public void Values_equal_those_of_numpy_and_come_back()
    {
        foreach (var column in ScalerGolden.Reference.GetProperty("log").EnumerateObject())
        {
            var logs = NumbersOf(FitApply(new SignedLog(), Table.Of(("x", Doubles(ScalerGolden.ColumnOf(column.Name))))), "x");

            var expected = Golden.Numbers(column.Value);
            for (var row = 0; row < expected.Length; row++) Close(expected[row], logs[row]);
        }
        ScalerGolden.AssertInverts(new SignedLog());
    }

    [Fact]
    public void Zero_stays_zero_and_opposite_values_give_opposite_ones()
    {
        var logs = NumbersOf(FitApply(new SignedLog(), Table.Of(("x", Doubles(0, 1e-20, 5, -5, double.NegativeInfinity, double.NaN)))), "x");

        Assert.Equal([0, 1e-20, -logs[3], logs[3], double.NegativeInfinity, double.NaN], logs);
    }
}

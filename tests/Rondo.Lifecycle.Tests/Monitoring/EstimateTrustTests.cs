using Rondo.Lifecycle.Monitoring;

namespace Rondo.Lifecycle.Tests.Monitoring;

public sealed class EstimateTrustTests
{
    [Theory]
    [InlineData("", true)]
    [InlineData("right wrong right", true)]
    [InlineData("right wrong wrong", false)]
    [InlineData("wrong right wrong", false)]
    [InlineData("wrong wrong right", false)]
    [InlineData("wrong wrong right right", true)]
    [InlineData("wrong wrong right right wrong", true)]
    public void It_is_switched_off_by_two_wrong_ones_of_three_and_on_again_by_two_right_ones(string grades, bool isTrusted)
    {
        var trust = EstimateTrust.Of([.. grades.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(g => g == "right")], "mae");

        Assert.Equal(isTrusted, trust.IsTrusted);
        Assert.Equal(isTrusted, trust.Note is null);
    }

    [Fact]
    public void It_is_right_within_three_deviations_of_both_together()
    {
        Assert.True(EstimateTrust.IsRight(10, 0.3, 11.4, 0.4));
        Assert.False(EstimateTrust.IsRight(10, 0.3, 11.6, 0.4));
    }
}

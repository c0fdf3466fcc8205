using Rondo.Engine.Errors;
using Rondo.Engine.Numerics;
using Rondo.Retrain.Windows;

namespace Rondo.Retrain.Tests.Windows;

public sealed class WindowTests
{
    [Fact]
    public void A_sliding_window_keeps_what_is_younger_than_its_span_in_the_order_given()
    {
        long[] times = [5, 100, 61, 60, 90];
        Assert.Equal([4, 2, 1], new SlidingWindow(40).Keep([4, 3, 2, 1, 0], times, newest: 100));
    }

    [Fact]
    public void A_window_without_rows_is_a_mistake() =>
        Assert.Equal("empty_window", Assert.Throws<RondoException>(() => new SlidingWindow(10).Keep([0, 1], [1, 2, 50], newest: 50)).Mistakes[0].Code);

    [Fact]
    public void A_reservoir_keeps_as_many_rows_as_it_holds_in_their_order()
    {
        var kept = new Reservoir(100).Keep([.. Enumerable.Range(0, 1000)], Hashes(1000));
        Assert.Equal(100, kept.Length);
        Assert.Equal(kept.Order(), kept);
    }

    [Fact]
    public void Fewer_rows_are_all_kept() => Assert.Equal([3, 1, 2], new Reservoir(3).Keep([3, 1, 2], Hashes(5)));

    [Fact]
    public void A_reservoir_draws_by_content_whatever_the_order_of_the_rows()
    {
        var hashes = Hashes(1000);
        int[] reversed = [.. Enumerable.Range(0, 1000).Reverse()];
        Assert.Equal(new Reservoir(50).Keep([.. Enumerable.Range(0, 1000)], hashes), new Reservoir(50).Keep(reversed, hashes).Reverse());
    }

    [Fact]
    public void Each_row_is_as_likely_as_any_other()
    {
        var counts = new int[20];
        for (var seed = 0; seed < 2000; seed++)
            foreach (var row in new Reservoir(5).Keep([.. Enumerable.Range(0, 20)], Hashes(20, (ulong)seed))) counts[row]++;
        // 500 each; five standard deviations are 97.
        Assert.All(counts, c => Assert.InRange(c, 403, 597));
    }

    static ulong[] Hashes(int rows, ulong seed = 1) => [.. Enumerable.Range(0, rows).Select(i => new CounterRandom(seed, "hash").Bits((ulong)i))];
}

using System.Diagnostics;

namespace Rondo.Client.Tests;

/// <summary>Claims about what happens in the background.</summary>
static class Eventually
{
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public static async Task True(Func<bool> claim, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!claim())
        {
            Assert.True(watch.Elapsed < _patience, $"Not within {_patience.TotalSeconds} s: {what}");
            await Task.Delay(10);
        }
    }
}

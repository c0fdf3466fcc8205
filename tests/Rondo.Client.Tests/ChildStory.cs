using System.Diagnostics;
using System.Globalization;

namespace Rondo.Client.Tests;

/// <summary>What a process of its own does with the client: this very program, told by its environment to be a child.</summary>
static class ChildStory
{
    const string Variable = "RONDO_CLIENT_STORY";

    public static Process Start(string story, Uri server, string spool, string? before = null)
    {
        var program = $"exec dotnet '{typeof(ChildStory).Assembly.Location}'";
        var info = before is null ? new ProcessStartInfo("sh", ["-c", program]) : new ProcessStartInfo("unshare", ["-rm", "sh", "-c", $"{before} && {program}"]);
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        info.Environment[Variable] = $"{story} {server} {spool}";
        return Process.Start(info)!;
    }

    /// <returns>False when this process is no child.</returns>
    public static async Task<bool> TryPlay()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(' ') is not [var story, var server, var spool]) return false;
        var options = new RondoClientOptions { Server = new Uri(server), SpoolFolder = spool, FirstRetry = TimeSpan.FromMilliseconds(20), LongestRetry = TimeSpan.FromMilliseconds(200), CloseTimeout = TimeSpan.FromSeconds(5) };
        var play = story switch
        {
            "log-until-killed" => LogUntilKilled(options),
            "log-and-close" => LogAndClose(options),
            "fill-the-disk" => FillTheDisk(options),
            _ => throw new ArgumentException(story),
        };
        await play;
        return true;
    }

    // Prints the last step that a flush has made safe.
    static async Task LogUntilKilled(RondoClientOptions options)
    {
        var client = new RondoClient(options);
        var run = await client.StartRun("killed");
        for (var i = 0; ; i++)
        {
            run.LogMetric("loss", i, step: i);
            if (i % 50 != 49) continue;
            if (await client.Flush(TimeSpan.Zero) != FlushState.Unsaved) Say(i);
        }
    }

    static async Task LogAndClose(RondoClientOptions options)
    {
        await using var client = new RondoClient(options);
        await client.Run("shared", run =>
        {
            for (var i = 0; i < 5_000; i++) run.LogMetric("loss", i, step: i);
            return Task.CompletedTask;
        });
    }

    // The spool's file system takes 256 kB.
    static async Task FillTheDisk(RondoClientOptions options)
    {
        await using var client = new RondoClient(options with { SendEvery = TimeSpan.FromMilliseconds(1) });
        client.Noticed += notice => Console.WriteLine($"{notice.Kind} {notice.Message}");
        var run = await client.StartRun("full");
        File.WriteAllBytes(Path.Combine(options.SpoolFolder!, "filler"), new byte[40_000]);
        for (var i = 0; i < 20_000; i++) run.LogMetric("loss", i, step: i);
        Say((int)await client.Flush(TimeSpan.FromSeconds(30)));
        // Whatever the disk takes now, the server gets the rest.
        await run.Finish();
    }

    static void Say(int number)
    {
        Console.WriteLine(number.ToString(CultureInfo.InvariantCulture));
        Console.Out.Flush();
    }
}

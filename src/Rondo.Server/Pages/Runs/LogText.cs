using System.Globalization;
using System.Text;
using Rondo.Lifecycle.Store;

namespace Rondo.Server.Pages.Runs;

/// <summary>What a run said, as a text file.</summary>
static class LogText
{
    const int LinesAtOnce = 1000;

    public static string Time(LogLine line) => line.Time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Writes the whole log in parts, so that a long one takes little memory.</summary>
    public static async Task Write(Workspace workspace, string run, Stream body, CancellationToken cancellation)
    {
        for (var last = 0L; ;)
        {
            var lines = workspace.Logs.Read(run, last, LinesAtOnce);
            if (lines.Count == 0) return;
            last = lines[^1].Line;
            var text = string.Concat(lines.Select(l => $"{l.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}  {l.Text}\n"));
            await body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation).ConfigureAwait(false);
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Rondo.Engine.Catalog;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Lifecycle.Alerting.Channels;

[Part(Name, "A program that gets the message as JSON on its standard input; only where whoever runs the server allows it.")]
public sealed record CommandChannel : IAlertChannel
{
    public const string Name = "command";

    static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    public Mistake? Problem(AlertTarget target) => string.IsNullOrWhiteSpace(target.To[0])
        ? new Mistake("bad_command", "The command names no program.") { Hint = "Write a program and its arguments: [notify, --channel, ops]." }
        : null;

    // No shell: what stands in a message or an argument is never read as a command.
    public async Task<ChannelAnswer> Send(AlertNotice notice, AlertTarget target, ChannelMeans means, CancellationToken cancellation)
    {
        if (!means.AllowsCommands) return new ChannelAnswer(false, "commands are not allowed: rondo up --allow-alert-commands", IsFinal: true);
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(target.To[0], target.To.Skip(1).Select(Secrets.Expand)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return new ChannelAnswer(false, $"'{target.To[0]}' can't be started: {e.Message}");
        }
        using (process)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(_patience);
            try
            {
                // Nobody reads what it says; a full pipe must not hold it.
                var said = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, patience.Token), process.StandardError.BaseStream.CopyToAsync(Stream.Null, patience.Token));
                await Tell(process, notice, patience.Token).ConfigureAwait(false);
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
                await said.ConfigureAwait(false);
                return new ChannelAnswer(process.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"exit code {process.ExitCode}"));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                return new ChannelAnswer(false, string.Create(CultureInfo.InvariantCulture, $"not done within {_patience.TotalSeconds} s"));
            }
        }
    }

    static async Task Tell(Process process, AlertNotice notice, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(notice.Json(), cancellation).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It doesn't want to hear it all; its exit code says whether that is well.
        }
    }
}

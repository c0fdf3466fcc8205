using System.Net;
using System.Text;
using System.Text.Json;

namespace Rondo.Serving.Tests;

/// <summary>A program that serves in this process until the test is done.</summary>
sealed class Served : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly Task<int> _run;

    Served(Task<int> run, CancellationTokenSource stop, Uri address) => (_run, _stop, Client) = (run, stop, new HttpClient { BaseAddress = address });

    public HttpClient Client { get; }

    /// <param name="self">The program's file; a folder for one that has no model inside.</param>
    public static async Task<Served> Start(string self, params string[] arguments)
    {
        var (greeting, error, stop) = (new Greeting(), new StringWriter(), new CancellationTokenSource());
        var run = new HostProgram(File.Exists(self) ? self : typeof(Served).Assembly.Location, _ => null, greeting, error).Run(arguments, stop.Token);
        Assert.True(await Task.WhenAny(run, greeting.Line) == greeting.Line, error.ToString());
        return new Served(run, stop, new Uri((await greeting.Line).Split(" at ")[^1]));
    }

    public async Task<JsonElement> Predict(string model, string row)
    {
        var (status, text) = await Post(model, row);
        Assert.True(status == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<(HttpStatusCode Status, string Text)> Post(string model, string row)
    {
        using var content = new StringContent(row, Encoding.UTF8, "application/json");
        using var answer = await Client.PostAsync($"/models/{Uri.EscapeDataString(model)}/predict", content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<int> Stop()
    {
        await _stop.CancelAsync();
        return await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _stop.Dispose();
        Client.Dispose();
    }

    // What the program says first: where it serves.
    sealed class Greeting : StringWriter
    {
        readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;

        public override Task WriteLineAsync(string? value)
        {
            _line.TrySetResult(value!);
            return Task.CompletedTask;
        }
    }
}

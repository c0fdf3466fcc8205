using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Rondo.Lifecycle.Exports;

namespace Rondo.Export.Tests;

/// <summary>A page in Chromium that asks ONNX files by the WebAssembly of onnxruntime-web, and the server that it takes all of it from.</summary>
static class ChromiumSite
{
    const string Page = """
        <!doctype html><meta charset="utf-8"><script type="module">
        import * as ort from "/dist/ort.wasm.min.mjs";
        SCRIPT
        ort.env.wasm.numThreads = 1;
        ort.env.wasm.wasmPaths = "/dist/";
        for (const job of await (await fetch("/jobs.json")).json()) {
          let said;
          try {
            const model = new Uint8Array(await (await fetch(job.model)).arrayBuffer());
            said = textOf(await askOnnx(ort, model, job, rowsOf(await (await fetch(job.rows)).text(), job)));
          } catch (error) {
            said = "error " + JSON.stringify(String(error?.stack ?? error));
          }
          await fetch(job.answers, { method: "POST", body: said });
        }
        </script>
        """;

    public static async Task<IReadOnlyList<(ExportAnswers? Answers, string? Problem)>> Ask(Tool chromium, string dist, string profile, IReadOnlyList<NodeJob> jobs, TimeSpan patience, CancellationToken cancellation)
    {
        using var listener = new HttpListener();
        var address = Listen(listener);
        var answers = new string?[jobs.Count];
        var list = new JsonArray([.. jobs.Select((job, i) => { var told = job.Describe($"/rows/{i}", $"/answers/{i}"); told["model"] = $"/models/{i}"; return (JsonNode)told; })]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(patience);
        var browser = Task.Run(() => chromium.Run(profile, stop.Token, "--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={profile}", "--remote-debugging-port=0", address), CancellationToken.None);
        while (answers.Contains(null))
        {
            var context = await listener.GetContextAsync().WaitAsync(stop.Token);
            var (path, response) = (context.Request.Url!.AbsolutePath, context.Response);
            var number = int.TryParse(path.Split('/')[^1], out var n) ? n : -1;
            if (path == "/") await Send(response, "text/html", Page.Replace("SCRIPT", OnnxScript.Text, StringComparison.Ordinal));
            else if (path == "/jobs.json") await Send(response, "application/json", list.ToJsonString());
            else if (path.StartsWith("/dist/", StringComparison.Ordinal)) await Send(response, path.EndsWith(".wasm", StringComparison.Ordinal) ? "application/wasm" : "text/javascript", File.ReadAllBytes(Path.Combine(dist, Path.GetFileName(path))));
            else if (path.StartsWith("/models/", StringComparison.Ordinal)) await Send(response, "application/octet-stream", File.ReadAllBytes(jobs[number].ModelFile));
            else if (path.StartsWith("/rows/", StringComparison.Ordinal)) await Send(response, "text/plain", RowsOf(jobs[number]));
            else if (path.StartsWith("/answers/", StringComparison.Ordinal))
            {
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                answers[number] = await reader.ReadToEndAsync(stop.Token);
                await Send(response, "text/plain", "");
            }
            else response.Abort();
        }
        await stop.CancelAsync();
        await browser.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return [.. jobs.Select((job, i) => job.Read(answers[i]!))];
    }

    static string RowsOf(NodeJob job)
    {
        using var writer = new StringWriter();
        ExportRows.Write(job.Rows, job.Graph.Inputs, writer);
        return writer.ToString();
    }

    static Task Send(HttpListenerResponse response, string type, string text) => Send(response, type, Encoding.UTF8.GetBytes(text));

    static async Task Send(HttpListenerResponse response, string type, byte[] content)
    {
        response.ContentType = type + (type.StartsWith("text", StringComparison.Ordinal) ? "; charset=utf-8" : "");
        response.ContentLength64 = content.Length;
        await response.OutputStream.WriteAsync(content);
        response.Close();
    }

    static string Listen(HttpListener listener)
    {
        using var free = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        free.Stop();
        listener.Prefixes.Add(address);
        listener.Start();
        return address;
    }
}

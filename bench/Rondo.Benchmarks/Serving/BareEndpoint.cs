using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Rondo.Benchmarks.Serving;

/// <summary>The least that could answer the same: Kestrel, a reader over all tokens of the body, and a writer of an answer with the same fields. It checks, predicts and logs nothing.</summary>
static class BareEndpoint
{
    public static void Serve()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        app.MapPost("/predict", (RequestDelegate)Predict);
        app.Start();
        Console.WriteLine($"at {app.Urls.First()}");
        app.WaitForShutdown();
    }

    static async Task Predict(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAsync();
        while (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync();
        }
        var sum = Sum(read.Buffer);
        reader.AdvanceTo(read.Buffer.End);
        var answer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(answer);
        Write(json, 1 / (1 + Math.Exp(-sum)));
        json.Flush();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.WrittenCount;
        context.Response.BodyWriter.Write(answer.WrittenSpan);
    }

    static double Sum(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var sum = 0.0;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Number) sum += reader.GetDouble();
            else if (reader.TokenType == JsonTokenType.String) sum += reader.GetString()!.Length;
        }
        return sum * 1e-7;
    }

    static void Write(Utf8JsonWriter json, double chance)
    {
        json.WriteStartObject();
        json.WriteString("model"u8, "census"u8);
        json.WriteNumber("version"u8, 1);
        json.WriteStartArray("predictions"u8);
        json.WriteStartObject();
        json.WriteString("prediction"u8, chance > 0.5 ? ">50K"u8 : "<=50K"u8);
        json.WriteStartObject("probabilities"u8);
        json.WriteNumber("<=50K"u8, 1 - chance);
        json.WriteNumber(">50K"u8, chance);
        json.WriteEndObject();
        json.WriteString("prediction_id"u8, "0199f6f2a8b4e27d1c5a3b9f00000001"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}

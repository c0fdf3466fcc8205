using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Host;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Native;
using Rondo.Deploy.Protocols.Rows;

namespace Rondo.Deploy.Protocols.OpenInference;

/// <summary>Inference by the Open Inference Protocol, in JSON and with the binary tensor extension.</summary>
static class InferRoutes
{
    public static void Map(IEndpointRouteBuilder app, ServingDesk desk)
    {
        app.MapPost("/v2/models/{target}/infer", desk.Route(call => Infer(call, call.RouteValue("target"), null)));
        app.MapPost("/v2/models/{name}/versions/{version}/infer", desk.Route(call => Infer(call, call.RouteValue("name"), call.RouteValue("version"))));
    }

    static async ValueTask Infer(ServingCall call, string target, string? version)
    {
        // Clients of tensors say no type, or that of bytes.
        var length = call.Request.Headers[InferAnswer.LengthHeader];
        if (length.Count == 0 && !string.IsNullOrEmpty(call.Request.ContentType)) MediaType.Require(call.Request, MediaKind.Json, MediaKind.Bytes);
        var model = await call.Find(target, version).ConfigureAwait(false);
        var cloudEvent = CloudEvent.Of(call.Request);
        using var body = await call.ReadBody().ConfigureAwait(false);
        Answer(call, model, length.Count == 0 ? cloudEvent.DataOf(body.Bytes.Span) : body.Bytes.Span, length.Count == 0 ? null : length.ToString(), cloudEvent);
    }

    static void Answer(ServingCall call, ServedModel model, ReadOnlySpan<byte> body, string? lengthText, CloudEvent cloudEvent)
    {
        var length = body.Length;
        if (lengthText is not null && !(int.TryParse(lengthText, NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= body.Length))
            throw ServingException.Invalid([new Problem(null, InferAnswer.LengthHeader, FormattableString.Invariant($"the length of the JSON, at most {body.Length}"), Got.Text(lengthText))]);
        var isRaw = lengthText is not null && length == 0;
        var json = body[..length];
        var tail = body[length..];
        PredictionRequest.RequireUtf8(json);
        var request = isRaw ? Raw(model, body.Length) : InferReader.Read(json);
        if (isRaw && request.Inputs[0].Type == Datatype.Bytes) tail = WithLength(tail);
        var rows = new TensorRows(request, json, tail).Read(model, call.Options.MaxRows);
        var predictions = Scoring.Predict(call, rows);
        new InferAnswer(call.Model!, request, predictions).SendTo(call, cloudEvent);
    }

    // A body of nothing but one tensor: its rows follow from its size.
    static InferRequest Raw(ServedModel model, int bytes)
    {
        if (model.Columns is not [var only])
            throw ServingException.Invalid([new Problem(null, null, "JSON before the bytes, for the model has several inputs", FormattableString.Invariant($"{InferAnswer.LengthHeader}: 0"))]);
        var type = Datatypes.Of(only.Type);
        if (type.Size > 0 && (bytes == 0 || bytes % type.Size != 0))
            throw ServingException.Invalid([new Problem(null, only.Name, $"values of {type.Size} bytes", FormattableString.Invariant($"{bytes} bytes"))]);
        var request = new InferRequest { BinaryOutputs = true };
        request.Inputs.Add(type.Size > 0
            ? new InputTensor(only.Name, type, [(ulong)(bytes / type.Size)], -1, bytes)
            : new InputTensor(only.Name, type, [1], -1, bytes + 4));
        return request;
    }

    static byte[] WithLength(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[4 + text.Length];
        BitConverter.TryWriteBytes(bytes, text.Length);
        text.CopyTo(bytes.AsSpan(4));
        return bytes;
    }
}

using Rondo.Deploy.Protocols.Http;

namespace Rondo.Deploy.Protocols;

/// <summary>The names of the models that answer, as both of KServe's protocols list them.</summary>
static class ServedNames
{
    public static ValueTask Send(ServingCall call)
    {
        using var answer = AnswerBuffer.Rent();
        answer.Json.WriteStartObject();
        answer.Json.WriteStartArray("models"u8);
        foreach (var name in call.Host.Names)
            if (!call.Host.IsUnloaded(name)) answer.Json.WriteStringValue(name);
        answer.Json.WriteEndArray();
        answer.Json.WriteEndObject();
        answer.SendTo(call.Response);
        return ValueTask.CompletedTask;
    }
}

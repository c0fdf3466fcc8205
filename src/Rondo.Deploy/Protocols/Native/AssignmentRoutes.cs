using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Rondo.Deploy.Protocols.Http;
using Rondo.Engine.Assignment;

namespace Rondo.Deploy.Protocols.Native;

/// <summary>Says which arm a unit belongs to, for programs that must know it before they ask for a prediction.</summary>
static class AssignmentRoutes
{
    const int LongestUnit = 200;

    public static void Map(IEndpointRouteBuilder app, ServingDesk desk) => app.MapGet("/experiments/{name}/assignment", desk.Route(Assignment));

    static ValueTask Assignment(ServingCall call)
    {
        var (name, unit) = (call.RouteValue("name"), call.Request.Query["unit"].ToString());
        if (call.Host.FindRoute(name) is not { } route) throw ServingException.NotFound("unknown_experiment", $"No experiment '{name}' runs here.");
        if (unit.Length is 0 or > LongestUnit)
            throw ServingException.Invalid([new Problem(null, "unit", FormattableString.Invariant($"?unit= of 1 to {LongestUnit} characters"), FormattableString.Invariant($"{unit.Length}"))]);
        var place = route.Split.PlaceOf(unit);
        // Who belongs to no arm is served by the control.
        var arm = route.Split.ArmAt(place);
        using var answer = AnswerBuffer.Rent();
        answer.Json.WriteStartObject();
        answer.Json.WriteString("arm"u8, arm?.Name);
        answer.Json.WriteNumber("version"u8, (arm ?? route.Split.Control).Version);
        answer.Json.WriteNumber("bucket"u8, (double)place / TrafficSplit.Parts);
        answer.Json.WriteEndObject();
        answer.SendTo(call.Response);
        return ValueTask.CompletedTask;
    }
}

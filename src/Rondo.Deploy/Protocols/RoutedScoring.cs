using Rondo.Deploy.Host.Routing;
using Rondo.Deploy.Protocols.Http;
using Rondo.Deploy.Protocols.Rows;
using Rondo.Engine.Assignment;
using Rondo.Engine.Data;
using Rondo.Engine.Recipes;

namespace Rondo.Deploy.Protocols;

/// <summary>Predictions of requests that several versions share. Whatever another version than the control does, the caller gets an answer: then it is the control's.</summary>
static class RoutedScoring
{
    public static Predictions Predict(ServingCall call, RowTable rows, HostedRoute route)
    {
        call.Unit = UnitOf(call, rows, route.Route.UnitColumn);
        var arm = call.Unit is { } unit ? route.Route.Split.ArmOf(unit) : null;
        call.Arm = arm?.Name;
        var isOthers = arm is not null && arm.Version != rows.Model.Version;
        var failure = (ArmFailure?)null;
        if (isOthers && Aside(call, rows, route, arm!, out failure) is { } predictions) return predictions;
        var took = call.Elapsed;
        var answer = Scoring.Plain(call, rows);
        // Rows that have no answer of the control's either are the caller's fault.
        if (failure is { } kind) route.CountsOf(arm!).Failed(kind, took);
        else if (arm is not null && !isOthers) route.CountsOf(arm).Answered(call.Elapsed);
        if (!route.Route.Shadows.IsEmpty) Mirror(call, rows, route);
        return answer;
    }

    // Said by the caller, else by the rows when they all say the same. A request that says nothing is a unit of its own; one about several units belongs to no arm.
    static string? UnitOf(ServingCall call, RowTable rows, string? column)
    {
        if (call.Unit is { } said) return said;
        if (column is null || rows.IndexOf(column) is not (>= 0 and var index)) return call.Context.TraceIdentifier;
        return rows.KeyOf(index);
    }

    static Predictions? Aside(ServingCall call, RowTable rows, HostedRoute route, TrafficArm arm, out ArmFailure? failure)
    {
        failure = null;
        var counts = route.CountsOf(arm);
        if (!counts.IsOpen || !route.TryLease(arm, out var lease))
        {
            counts.Skipped();
            return null;
        }
        var model = lease.Model;
        if (route.MapOf(rows.Model, model) is not { } map)
        {
            lease.Dispose();
            failure = ArmFailure.Signature;
            return null;
        }
        var columns = map.Apply(OwnColumns(rows), rows.Rows);
        var predictions = call.Host.Aside.Run(lease, columns, route.Route.Patience, out failure);
        if (failure == ArmFailure.Load)
        {
            counts.Skipped();
            failure = null;
        }
        if (predictions is null) return null;
        counts.Answered(call.Elapsed);
        call.AnsweredBy(model);
        call.Keep(model, columns, predictions);
        return predictions;
    }

    static void Mirror(ServingCall call, RowTable rows, HostedRoute route)
    {
        var line = call.Host.Shadows;
        if (line.HasRoomFor(rows.Rows)
            && line.TryAdd(new MirroredRequest(route, rows.Model, OwnColumns(rows), rows.Rows, call.Ids, call.Context.TraceIdentifier, call.Unit, call.EventTime, call.Options.ShadowLog))) return;
        foreach (var shadow in route.Route.Shadows) route.CountsOf(shadow).Skipped();
    }

    // The table is used again once the answer is sent; who predicts aside may need its rows longer.
    static Column[] OwnColumns(RowTable rows)
    {
        int[] all = [.. Enumerable.Range(0, rows.Rows)];
        return Array.ConvertAll(rows.ToColumns(), column => column.Take(all));
    }
}

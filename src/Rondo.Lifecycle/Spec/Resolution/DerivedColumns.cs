using System.Collections.Immutable;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Engine.Expressions;

namespace Rondo.Lifecycle.Spec.Resolution;

/// <summary>The derived columns' types, and the raw columns that they read.</summary>
static class DerivedColumns
{
    /// <summary>The table's schema with the derived columns behind it, in the order written. Each may use those before it.</summary>
    public static Schema Check(LifecycleSpec spec, ImmutableArray<string> targetSources, Findings findings)
    {
        var schema = findings.Table.Schema;
        foreach (var derived in spec.Prepare.Features.Derive)
        {
            var path = $"prepare.features.derive.{derived.Name}";
            if (schema.Contains(derived.Name) || derived.Name == spec.Define.Target?.Name)
            {
                findings.WrongKey(path, "column_exists", $"There is a column '{derived.Name}' already.", "Give the derived column another name.");
                continue;
            }
            try
            {
                var compiled = Expression.Compile(derived.Expression, schema);
                RefuseTarget(spec, compiled, targetSources, path, findings);
                schema = new Schema([.. schema.Fields, new Field(derived.Name, compiled.ResultType)]);
            }
            catch (RondoException fault)
            {
                findings.Add(path, fault.Mistakes);
                // Later expressions that use it would be wrong for the same reason: they are not looked at.
                return schema;
            }
        }
        return schema;
    }

    /// <summary>Raw columns that the wanted derived columns read, through other derived ones too.</summary>
    public static HashSet<string> RawColumns(IEnumerable<string> wanted, ImmutableArray<DerivedSpec> derive)
    {
        var expressions = derive.ToDictionary(d => d.Name, d => d.Expression, StringComparer.Ordinal);
        var raw = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(wanted);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var name))
        {
            if (!seen.Add(name)) continue;
            if (!expressions.TryGetValue(name, out var expression)) raw.Add(name);
            else foreach (var column in Expression.ReferencedColumns(expression)) open.Push(column);
        }
        return raw;
    }

    static void RefuseTarget(LifecycleSpec spec, CompiledExpression compiled, ImmutableArray<string> targetSources, string path, Findings findings)
    {
        foreach (var column in compiled.Columns.Where(c => targetSources.Contains(c)))
        {
            if (spec.Define.Target!.Expression is null)
                findings.Wrong(path, "target_in_feature", $"The expression reads the target '{column}', which is not known when predicting.", "Remove it.");
            else if (spec.Prepare.Leakage == "off")
                findings.Alerts.Add(new SpecAlert("target_column_in_feature", $"The derived column of '{path}' reads '{column}', which the target is made of.", column));
        }
    }
}

namespace Rondo.Lifecycle.Fluent;

/// <summary>
/// Marks a static property of a record as a derived column. It gives the expression:
/// <c>[Derived] public static Expression&lt;Func&lt;House, double&gt;&gt; RoomsPerHousehold =&gt; h =&gt; h.TotalRooms / h.Households;</c>
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DerivedAttribute : Attribute;

# What a later version of the schema adds to the messages of this one: the lines are put into copies of
# proto/xinqiao/v1/*.proto when the tests are built (tests/model/next). Never part of a product.

# A field of a record.
/^message Child {/a\
  optional string nickname = 900 [(field).label = {zh: "小名" en: "nickname"}];

# A part of a field.
/^message Location {/a\
  optional double altitude_m = 900 [(field) = {label: {zh: "海拔（米）" en: "altitude in metres"} min: -500 max: 9000}];

# A value, graver than all before it.
/^  CHECK_IN_RESULT_UNSPECIFIED = 0;/a\
  CHECK_IN_RESULT_IN_DANGER = 9 [(value).label = {zh: "正处险境" en: "in danger"}];

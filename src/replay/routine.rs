//! Functions, procedures and aggregates. Overloads are told apart by the types of their input arguments.

use std::collections::BTreeMap;

use super::outcome::IfThere;
use super::{Outcome, Problem, Replay};
use crate::effect::setting::SettingChange;
use crate::effect::vocabulary::{
    NewParameter, NewRoutine, RoutineOptions, RoutineTarget, RoutineType,
};
use crate::name::QualifiedName;
use crate::schema::described::Object;
use crate::schema::{
    Attribute, DataType, ObjectKey, ObjectKind, Parameter, ParameterMode, Returned, Routine,
    RoutineKind, routine_arguments,
};

impl Replay {
    pub(super) fn create_routine(&mut self, new: &NewRoutine) -> Outcome {
        let name = self.creation(&new.name);
        let routine = self.settle_routine(new);
        let key = ObjectKey::routine(&name, routine.arguments());
        if let Some(id) = self.create_object(&key, IfThere::replace(new.or_replace))? {
            self.schema.put(&key, id, routine);
        }
        Ok(())
    }

    fn settle_routine(&self, new: &NewRoutine) -> Routine {
        let RoutineOptions {
            values,
            said,
            settings,
        } = &new.options;
        let parameters = new.parameters.iter();
        let parameters = parameters.map(|parameter| self.settle_parameter(parameter));
        let parameters: Vec<Parameter> = parameters.collect();
        let stated = new.returns.as_ref().map(|returned| Returned {
            set: returned.set,
            data_type: self.settle_type(&returned.data_type),
        });
        let returns = match values.kind {
            RoutineKind::Procedure | RoutineKind::Aggregate => None,
            RoutineKind::Function | RoutineKind::Window => {
                stated.or_else(|| Some(returned_by(&parameters)))
            }
        };
        let mut routine = values.clone();
        // `CREATE FUNCTION` of functioncmds.c.
        if !said.contains(&Attribute::Cost) {
            let compiled = ["c", "internal"].contains(&values.language.as_str());
            routine.cost = String::from(if compiled { "1" } else { "100" });
        }
        if !said.contains(&Attribute::Rows) {
            let set = returns.as_ref().is_some_and(|returned| returned.set);
            routine.rows = String::from(if set { "1000" } else { "0" });
        }
        change_settings(&mut routine.settings, settings);
        Routine {
            parameters,
            returns,
            ..routine
        }
    }

    fn settle_parameter(&self, new: &NewParameter) -> Parameter {
        Parameter {
            mode: new.mode,
            name: new.name.clone(),
            data_type: self.settle_type(&new.data_type),
            default: new.default.clone(),
        }
    }

    /// `table.column%TYPE` is the type that the column has now.
    fn settle_type(&self, new: &RoutineType) -> DataType {
        match new {
            RoutineType::Named(data_type) => DataType {
                base: self.resolve_row_type(data_type.base.clone()),
                ..data_type.clone()
            },
            RoutineType::OfColumn(table, column) => {
                let table = self.find_table(table);
                let found = table.and_then(|table| self.column(&table, column).ok());
                found.map_or_else(
                    || DataType::builtin("unknown"),
                    |column| DataType {
                        modifiers: String::new(),
                        ..column.data_type.clone()
                    },
                )
            }
        }
    }

    /// The function that a statement names. One that nothing made may be an extension's, whose
    /// objects are not modelled: then there is none, and no complaint.
    pub(super) fn must_find_routine(
        &self,
        target: &RoutineTarget,
    ) -> Result<Option<ObjectKey>, Problem> {
        for name in self.candidates(&target.name) {
            match self.matching(&name, target).as_slice() {
                [] => {}
                [only] => return Ok(Some(only.clone())),
                [..] => {
                    return Err(Problem::Refused(
                        "several functions have this name, and the statement does not tell which",
                    ));
                }
            }
        }
        if !self.schema.extensions.is_empty() {
            return Ok(None);
        }
        Err(Problem::NoObject(format!("the function {}", target.name)))
    }

    /// A procedure may be named by its output arguments too (`LookupFuncWithArgs`).
    fn matching(&self, name: &QualifiedName, target: &RoutineTarget) -> Vec<ObjectKey> {
        let first = ObjectKey::standalone(name, ObjectKind::Function);
        let named = self.schema.named.range(first.clone()..);
        let named = named.map(|(key, _)| key).take_while(|key| {
            key.kind == first.kind && key.name == first.name && key.schema == first.schema
        });
        let named = named.filter_map(|key| Some((key, self.schema.routine(key)?)));
        let Some(arguments) = &target.arguments else {
            return named.map(|(key, _)| key.clone()).collect();
        };
        let types = |wanted: &dyn Fn(ParameterMode) -> bool| {
            let types: Vec<DataType> = arguments
                .iter()
                .filter(|(mode, _)| wanted(*mode))
                .map(|(_, data_type)| self.settle_type(data_type))
                .collect();
            routine_arguments(types.iter())
        };
        let (inputs, all) = (types(&ParameterMode::is_input), types(&|_| true));
        let exact = ObjectKey::routine(name, inputs.clone());
        let function = self.schema.routine(&exact);
        if function.is_some_and(|it| it.kind != RoutineKind::Procedure) {
            return vec![exact];
        }
        let every = |routine: &Routine| {
            let parameters = routine.parameters.iter();
            routine_arguments(parameters.map(|parameter| &parameter.data_type))
        };
        named
            .filter(|(key, routine)| {
                key.arguments.as_deref() == Some(&inputs)
                    || (routine.kind == RoutineKind::Procedure && every(routine) == all)
            })
            .map(|(key, _)| key.clone())
            .collect()
    }

    pub(super) fn alter_routine(
        &mut self,
        target: &RoutineTarget,
        options: &RoutineOptions,
    ) -> Outcome {
        let Some(key) = self.must_find_routine(target)? else {
            return Ok(());
        };
        let id = self.schema.id_of(&key);
        let Some((id, routine)) = id.zip(self.schema.routine_mut(&key)) else {
            return Ok(());
        };
        for attribute in &options.said {
            routine.assign(*attribute, &options.values);
        }
        change_settings(&mut routine.settings, &options.settings);
        let set = (!options.settings.is_empty()).then_some(&Attribute::Options);
        for attribute in options.said.iter().chain(set) {
            self.set_by(id, *attribute);
        }
        Ok(())
    }
}

/// What a function without `RETURNS` returns (`interpret_function_parameter_list`).
fn returned_by(parameters: &[Parameter]) -> Returned {
    let outputs: Vec<&Parameter> = parameters
        .iter()
        .filter(|parameter| match parameter.mode {
            ParameterMode::Out | ParameterMode::InOut => true,
            ParameterMode::In | ParameterMode::Variadic | ParameterMode::Table => false,
        })
        .collect();
    Returned {
        set: false,
        data_type: match outputs.as_slice() {
            [only] => only.data_type.clone(),
            _ => DataType::builtin("record"),
        },
    }
}

fn change_settings(
    settings: &mut BTreeMap<String, Option<Vec<String>>>,
    changes: &[SettingChange],
) {
    for change in changes {
        match change {
            SettingChange::Set(name, value) => {
                settings.insert(name.clone(), Some(value.clone()));
            }
            SettingChange::FromCurrent(name) => {
                settings.insert(name.clone(), None);
            }
            SettingChange::Reset(name) => {
                settings.remove(name);
            }
            SettingChange::ResetAll => settings.clear(),
        }
    }
}
